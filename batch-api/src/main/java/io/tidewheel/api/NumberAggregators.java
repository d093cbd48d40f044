package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.function.ToDouble;
import io.tidewheel.function.ToLong;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Objects;

/** Aggregators of numbers. Their accumulators are arrays of numbers: changed in place, and known to codecs. */
final class NumberAggregators {
    private NumberAggregators() {}

    record Count<V>() implements Aggregator<V, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public long[] add(long[] count, V value) {
            count[0]++;
            return count;
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            left[0] += right[0];
            return left;
        }

        @Override
        public Long finish(long[] count) {
            return count[0];
        }
    }

    /** The accumulator is the lower and the upper half of a sum of 128 bits, which nothing overflows. */
    record SumLong<V>(ToLong<? super V> number) implements Aggregator<V, long[], Long> {
        SumLong {
            Objects.requireNonNull(number, "number");
        }

        @Override
        public long[] create() {
            return new long[2];
        }

        @Override
        public long[] add(long[] sum, V value) throws Exception {
            return plus(sum, number.map(value));
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            return plus(left, right);
        }

        static long[] plus(long[] sum, long[] other) {
            return plus(sum, other[0], other[1]);
        }

        static long[] plus(long[] sum, long value) {
            return plus(sum, value, value >> 63);
        }

        private static long[] plus(long[] sum, long lower, long upper) {
            long before = sum[0];
            sum[0] = before + lower;
            sum[1] += upper + (Long.compareUnsigned(sum[0], before) < 0 ? 1 : 0);
            return sum;
        }

        @Override
        public Long finish(long[] sum) {
            return value(sum);
        }

        static long value(long[] sum) {
            if (sum[1] != sum[0] >> 63) {
                BigInteger lower = new BigInteger(Long.toUnsignedString(sum[0]));
                throw new TidewheelException(
                        BAD_DATA,
                        "a sum of longs is "
                                + BigInteger.valueOf(sum[1]).shiftLeft(64).add(lower)
                                + ", which is too large for a long; sum doubles instead, or reduce over BigInteger");
            }
            return sum[0];
        }
    }

    record SumDouble<V>(ToDouble<? super V> number) implements Aggregator<V, long[], Double> {
        SumDouble {
            Objects.requireNonNull(number, "number");
        }

        @Override
        public long[] create() {
            return ExactSum.create();
        }

        @Override
        public long[] add(long[] sum, V value) throws Exception {
            return ExactSum.add(sum, number.map(value));
        }

        @Override
        public long[] merge(long[] left, long[] right) {
            return ExactSum.merge(left, right);
        }

        @Override
        public Double finish(long[] sum) {
            return ExactSum.value(sum);
        }
    }

    /** The accumulator is the count, alone in its array, and the sum. */
    record Average<V>(ToDouble<? super V> number) implements Aggregator<V, long[][], Double> {
        Average {
            Objects.requireNonNull(number, "number");
        }

        @Override
        public long[][] create() {
            return new long[][] {new long[1], ExactSum.create()};
        }

        @Override
        public long[][] add(long[][] average, V value) throws Exception {
            average[1] = ExactSum.add(average[1], number.map(value));
            average[0][0]++;
            return average;
        }

        @Override
        public long[][] merge(long[][] left, long[][] right) {
            left[0][0] += right[0][0];
            left[1] = ExactSum.merge(left[1], right[1]);
            return left;
        }

        @Override
        public Double finish(long[][] average) {
            return mean(average[0][0], average[1]);
        }
    }

    /** The sum over the count, also where the sum alone is too large for a double. */
    static double mean(long count, long[] sum) {
        double rounded = ExactSum.value(sum);
        if (Double.isInfinite(rounded) && ExactSum.isFinite(sum)) {
            return ExactSum.exact(sum)
                    .divide(BigDecimal.valueOf(count), MathContext.DECIMAL128)
                    .doubleValue();
        }
        return rounded / count;
    }

    record Summary<V>(ToDouble<? super V> number) implements Aggregator<V, StatsCell, Stats> {
        Summary {
            Objects.requireNonNull(number, "number");
        }

        @Override
        public StatsCell create() {
            return StatsCell.create();
        }

        @Override
        public StatsCell add(StatsCell cell, V value) throws Exception {
            cell.add(number.map(value));
            return cell;
        }

        @Override
        public StatsCell merge(StatsCell left, StatsCell right) {
            left.merge(right);
            return left;
        }

        @Override
        public Stats finish(StatsCell cell) {
            return cell.stats();
        }
    }
}
