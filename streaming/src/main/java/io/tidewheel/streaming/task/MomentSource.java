package io.tidewheel.streaming.task;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Of the rows that a {@link ReduceWindowSource} gave in this batch, those of one slide: that whose time the run has.
 *
 * @param operator by which the rows are found among the run's parameters
 */
public record MomentSource(String operator, int partitions) implements Source {
    @Override
    public String describe() {
        return "slide of '" + operator + "'";
    }

    @Override
    public Cursor open(int partition, TaskContext context) throws Exception {
        long time = BatchParameters.batch(context).batchTimeMillis();
        return new OfTime(BatchParameters.panes(context, operator).open(partition, context), time);
    }

    private static final class OfTime implements Cursor {
        private final Cursor up;
        private final long timeMillis;

        OfTime(Cursor up, long timeMillis) {
            this.up = up;
            this.timeMillis = timeMillis;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            up.drain(new Taken(sink, timeMillis));
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            Taken taken = new Taken(sink, timeMillis);
            while (!taken.isAny) {
                if (!up.advance(taken)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            up.close();
        }
    }

    private static final class Taken extends PairSink {
        private final Sink down;
        private final long timeMillis;
        private boolean isAny;

        Taken(Sink down, long timeMillis) {
            super(down);
            this.down = down;
            this.timeMillis = timeMillis;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            Pair<?, ?> timed = (Pair<?, ?>) value;
            if (timed != null && timed.key() instanceof Long time && time == timeMillis) {
                isAny = true;
                down.accept(key, timed.value());
            }
        }
    }
}
