package io.tidewheel.engine.cursor;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Gives what pushed steps make, one row at a time: pulls rows from below through the steps into a buffer and hands the
 * buffer out. Holds no more than what one row from below became.
 */
public final class PulledStep implements Cursor {
    /** Makes the sink of one or more steps in front of another. */
    @FunctionalInterface
    public interface Push {
        Sink push(Sink down) throws Exception;
    }

    private final Cursor up;
    private final BufferSink buffer = new BufferSink();
    private final Sink steps;

    public PulledStep(Cursor up, Push push) throws Exception {
        this.up = up;
        this.steps = push.push(buffer);
    }

    @Override
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && buffer.poll(sink)) {}
        if (!sink.done()) {
            buffer.redirect(sink);
            up.drain(steps);
        }
    }

    @Override
    public boolean advance(Sink sink) throws Exception {
        while (true) {
            if (buffer.poll(sink)) {
                return true;
            }
            if (steps.done() || !up.advance(steps)) {
                return buffer.poll(sink);
            }
        }
    }

    @Override
    public void close() throws IOException {
        up.close();
    }

    @Override
    public String position() {
        return up.position();
    }

    /** Keeps rows until they are polled, or passes them on once redirected. */
    private static final class BufferSink extends Sink {
        private @Nullable Object[] rows = new Object[4];
        private int head;
        private int tail;
        private @Nullable Sink target;

        @Override
        public void accept(@Nullable Object row) throws Exception {
            Sink to = target;
            if (to != null) {
                to.accept(row);
                if (to.done()) {
                    signal.finish();
                }
                return;
            }
            if (tail == rows.length) {
                rows = java.util.Arrays.copyOf(rows, tail * 2);
            }
            rows[tail++] = row;
        }

        boolean poll(Sink sink) throws Exception {
            if (head == tail) {
                return false;
            }
            Object row = rows[head];
            rows[head++] = null;
            if (head == tail) {
                head = 0;
                tail = 0;
            }
            sink.accept(row);
            return true;
        }

        void redirect(Sink to) {
            target = to;
        }
    }
}
