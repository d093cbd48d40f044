package io.tidewheel.batch.action;

import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.DoubleReduce;
import io.tidewheel.function.LongReduce;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What partitions of {@code long}s and {@code double}s give, without boxing a row. */
public final class NumberActions {
    // Each action is written twice: generics take no primitives.

    private NumberActions() {}

    /** The sum, of 128 bits: its lower and its upper half. */
    public static Action<long[]> sumLong() {
        return new SinkAction<>("sum", LongSum.class, Actions.Unused.UNUSED);
    }

    /** One element, or none if the partition has none. */
    public static Action<List<Long>> reduceLong(LongReduce function) {
        return new SinkAction<>("reduce", LongReduced.class, function);
    }

    /** One element, or none if the partition has none. */
    public static Action<List<Double>> reduceDouble(DoubleReduce function) {
        return new SinkAction<>("reduce", DoubleReduced.class, function);
    }

    public static Action<long[]> toLongArray() {
        return new SinkAction<>("collect", LongArray.class, Actions.Unused.UNUSED);
    }

    public static Action<double[]> toDoubleArray() {
        return new SinkAction<>("collect", DoubleArray.class, Actions.Unused.UNUSED);
    }

    private abstract static class LongResultSink extends ResultSink {
        @Override
        public final void accept(@Nullable Object row) throws Exception {
            acceptLong((Long) row);
        }

        @Override
        public abstract void acceptLong(long row) throws Exception;
    }

    private abstract static class DoubleResultSink extends ResultSink {
        @Override
        public final void accept(@Nullable Object row) throws Exception {
            acceptDouble((Double) row);
        }

        @Override
        public abstract void acceptDouble(double row) throws Exception;
    }

    static final class LongSum extends LongResultSink {
        private long sum;
        private long overflows; // how often it went over the top, less how often under the bottom

        LongSum(Object unused, TaskContext context) {}

        @Override
        public void acceptLong(long row) {
            long added = sum + row;
            if (((sum ^ added) & (row ^ added)) < 0) {
                overflows += row < 0 ? -1 : 1;
            }
            sum = added;
        }

        @Override
        Object result() {
            return new long[] {sum, (sum >> 63) + overflows};
        }
    }

    static final class LongReduced extends LongResultSink {
        private final LongReduce function;
        private long result;
        private boolean any;

        LongReduced(LongReduce function, TaskContext context) {
            this.function = function;
        }

        @Override
        public void acceptLong(long row) throws Exception {
            result = any ? function.reduce(result, row) : row;
            any = true;
        }

        @Override
        Object result() {
            return any ? List.of(result) : List.of();
        }
    }

    static final class DoubleReduced extends DoubleResultSink {
        private final DoubleReduce function;
        private double result;
        private boolean any;

        DoubleReduced(DoubleReduce function, TaskContext context) {
            this.function = function;
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            result = any ? function.reduce(result, row) : row;
            any = true;
        }

        @Override
        Object result() {
            return any ? List.of(result) : List.of();
        }
    }

    static final class LongArray extends LongResultSink {
        private long[] rows = new long[16];
        private int count;

        LongArray(Object unused, TaskContext context) {}

        @Override
        public void acceptLong(long row) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, count * 2);
            }
            rows[count++] = row;
        }

        @Override
        Object result() {
            return Arrays.copyOf(rows, count);
        }
    }

    static final class DoubleArray extends DoubleResultSink {
        private double[] rows = new double[16];
        private int count;

        DoubleArray(Object unused, TaskContext context) {}

        @Override
        public void acceptDouble(double row) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, count * 2);
            }
            rows[count++] = row;
        }

        @Override
        Object result() {
            return Arrays.copyOf(rows, count);
        }
    }
}
