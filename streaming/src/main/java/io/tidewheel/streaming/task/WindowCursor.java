package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.codec.Codecs;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link WindowStep} does in one partition: takes all rows of the batch in, then gives what is due. Used by one
 * task thread.
 */
abstract class WindowCursor implements Cursor {
    final WindowStep step;
    final TaskContext context;
    final RunResources run;
    final BatchScope batch;
    final Codecs codecs;
    final StateStore base;
    final StateOverlay entries;
    final int firstGroup;
    final int endGroup;
    /** Windows that end here or before are finished. */
    final long finishedMillis;
    /** As it was when the batch began. */
    final long finishedBeforeMillis;

    private final Codecs.ValueBytes bytes;
    private final Codecs.BytesValues values;
    private final Cursor up;
    private final Deque<Pair<Windowed<?>, ?>> ready = new ArrayDeque<>(); // of one row, or of one key
    private boolean isRead;
    private boolean hasEnded;
    private long rows;

    WindowCursor(WindowStep step, Cursor up, TaskContext context) {
        this.step = step;
        this.up = up;
        this.context = context;
        this.batch = BatchParameters.batch(context);
        this.run = RunResources.of(batch.run());
        this.codecs = context.codecs();
        this.bytes = codecs.valueBytes();
        this.values = codecs.bytesValues();
        this.base = run.before(batch, step.operator());
        this.entries = new StateOverlay(base);
        this.firstGroup = KeyGroups.firstGroup(context.partition(), step.keyGroups(), step.partitions());
        this.endGroup = KeyGroups.firstGroup(context.partition() + 1, step.keyGroups(), step.partitions());
        this.finishedBeforeMillis = BatchParameters.finished(context, step.operator());
        this.finishedMillis = BatchParameters.finishedAfter(context, step.operator());
    }

    /**
     * When a batch is wanted, as windows that are open end by the clock. A time that this batch has reached is none: what
     * they wait for then is another flow, whose rows make a batch.
     */
    final long deadlineMillis(long endMillis) {
        long deadline = endMillis + step.latenessMillis();
        return deadline <= batch.batchTimeMillis() ? StateOutcome.NO_DEADLINE : deadline;
    }

    /** Takes in what the batch has made of a pane, or of a key's sessions. */
    abstract void absorb(@Nullable Object key, @Nullable Object accumulator) throws Exception;

    /** Goes on to the next window that is due; {@link #give} takes it. False if there is none. */
    abstract boolean due() throws Exception;

    /** Leaves what has changed. */
    abstract void tell(long rowsGiven) throws Exception;

    final void give(@Nullable Object key, long startMillis, long endMillis, @Nullable Object accumulator)
            throws Exception {
        ready.add(new Pair<>(
                new Windowed<>(key, startMillis, endMillis),
                step.values().finish().map(accumulator)));
    }

    @Override
    public final void drain(Sink sink) throws Exception {
        pass(sink);
        if (!isRead) {
            up.drain(new PairSink(sink) {
                @Override
                public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                    absorb(key, value);
                    pass(sink);
                }
            });
            isRead = !sink.done();
        }
        while (!sink.done() && isRead && due()) {
            context.checkCancelled();
            pass(sink);
        }
        if (isRead && !sink.done() && ready.isEmpty()) {
            end();
        }
    }

    private void pass(Sink sink) throws Exception {
        while (!ready.isEmpty() && !sink.done()) {
            passOne(sink);
        }
    }

    private void passOne(Sink sink) throws Exception {
        Pair<Windowed<?>, ?> row = ready.remove();
        rows++;
        sink.accept(row.key(), row.value());
    }

    @Override
    public final boolean advance(Sink sink) throws Exception {
        PairSink absorbing = new PairSink() {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                absorb(key, value);
            }
        };
        while (ready.isEmpty()) {
            isRead = isRead || !up.advance(absorbing);
            if (isRead && !due()) {
                end();
                return false;
            }
        }
        passOne(sink);
        return true;
    }

    private void end() throws Exception {
        if (!hasEnded) {
            hasEnded = true;
            tell(rows);
        }
    }

    final byte[] keyBytes(@Nullable Object key) {
        bytes.clear();
        bytes.addKey(key);
        return Arrays.copyOf(bytes.array(), bytes.size());
    }

    final byte[] accumulatorBytes(@Nullable Object accumulator) {
        bytes.clear();
        bytes.add(accumulator);
        return Arrays.copyOf(bytes.array(), bytes.size());
    }

    /** The accumulator that bytes of the state hold: a new one, which may be changed. */
    final @Nullable Object accumulator(byte[] bytes) {
        return values.of(bytes, 0, bytes.length);
    }

    @Override
    public void close() throws IOException {
        up.close();
    }

    @Override
    public final String position() {
        return up.position();
    }
}
