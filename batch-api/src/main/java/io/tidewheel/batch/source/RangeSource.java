package io.tidewheel.batch.source;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.cursor.Specialiser;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;
import java.math.BigInteger;

/**
 * The numbers {@code from}, {@code from + step}, ... before {@code until}, in the primitive lane.
 *
 * @param count how many
 */
public record RangeSource(long from, long step, long count, int partitions) implements Source {
    private static final int ROWS_PER_LOOK = 1024;

    /** @param until exclusive; on the other side of {@code from} than {@code step} points: no numbers; {@link #isCountable} */
    public static RangeSource of(long from, long until, long step, int partitions) {
        return new RangeSource(from, step, count(from, until, step).longValueExact(), partitions);
    }

    /** False of ranges longer than a long can say. */
    public static boolean isCountable(long from, long until, long step) {
        return count(from, until, step).bitLength() < Long.SIZE;
    }

    private static BigInteger count(long from, long until, long step) {
        BigInteger span = BigInteger.valueOf(until).subtract(BigInteger.valueOf(from));
        BigInteger by = BigInteger.valueOf(step);
        return span.signum() != by.signum()
                ? BigInteger.ZERO
                : span.abs().add(by.abs()).subtract(BigInteger.ONE).divide(by.abs());
    }

    @Override
    public String describe() {
        return "range of " + count;
    }

    @Override
    public Cursor open(int partition, TaskContext context) {
        return new Numbers(from, step, first(partition), first(partition + 1), context);
    }

    private long first(int partition) {
        return count <= Long.MAX_VALUE / Math.max(1, partitions)
                ? count * partition / partitions
                : BigInteger.valueOf(count)
                        .multiply(BigInteger.valueOf(partition))
                        .divide(BigInteger.valueOf(partitions))
                        .longValueExact();
    }

    /** Pushes some numbers; hot chains have a loop of their own, whose call into the chain is inlined. */
    abstract static class Loop {
        /** @return the index of the first number not pushed */
        abstract long push(Numbers numbers, long pause, Sink sink) throws Exception;
    }

    static final class Pushing extends Loop {
        @Override
        long push(Numbers numbers, long pause, Sink sink) throws Exception {
            int rows = (int) (pause - numbers.next); // an int, so that the loop is one that the JIT compiler can count
            int pushed = 0;
            long row = numbers.from + numbers.next * numbers.step;
            try {
                while (pushed < rows && !sink.done()) {
                    pushed++; // before the row is pushed: where an error says it was
                    sink.acceptLong(row);
                    row += numbers.step;
                }
            } finally {
                numbers.next += pushed;
            }
            return numbers.next;
        }
    }

    private static final class Numbers implements Cursor {
        private final long from;
        private final long step;
        private final long until; // an index, as next is
        private final TaskContext context;
        private final long begin;
        private long next;

        Numbers(long from, long step, long begin, long until, TaskContext context) {
            this.from = from;
            this.step = step;
            this.begin = begin;
            this.next = begin;
            this.until = until;
            this.context = context;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            Loop loop =
                    context.hot() ? Specialiser.fresh(Loop.class, Pushing.class, sink.getClass(), true) : new Pushing();
            while (next < until && !sink.done()) {
                context.checkCancelled();
                next = loop.push(this, Math.min(until, next + ROWS_PER_LOOK), sink);
            }
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            if (next == until) {
                return false;
            }
            if (next % ROWS_PER_LOOK == 0) {
                context.checkCancelled();
            }
            long row = from + next++ * step;
            sink.acceptLong(row);
            return true;
        }

        @Override
        public long estimatedRows() {
            return until - next;
        }

        @Override
        public long knownRows() {
            return until - next;
        }

        @Override
        public String position() {
            return "record " + (next - begin);
        }
    }
}
