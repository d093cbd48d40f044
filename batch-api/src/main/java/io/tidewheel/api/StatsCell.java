package io.tidewheel.api;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Collects numbers for {@link Stats}: a record of arrays that are changed in place, so that codecs know it.
 *
 * @param count alone in its array
 * @param bounds least and greatest
 * @param sums of the numbers and of their squares, as {@link ExactSum} keeps them
 */
@SuppressWarnings("ArrayRecordComponent") // mutable on purpose; never compared
record StatsCell(long[] count, double[] bounds, long[][] sums) implements Serializable {
    static StatsCell create() {
        return new StatsCell(
                new long[1],
                new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
                new long[][] {ExactSum.create(), ExactSum.create()});
    }

    void add(double value) {
        count[0]++;
        bounds[0] = Math.min(bounds[0], value);
        bounds[1] = Math.max(bounds[1], value);
        sums[0] = ExactSum.add(sums[0], value);
        // the square to the last bit, in two parts (T. J. Dekker, Numer. Math. 18, 1971)
        double square = value * value;
        sums[1] = ExactSum.add(sums[1], square);
        double rest = Math.fma(value, value, -square);
        if (rest != 0 && Double.isFinite(square)) {
            sums[1] = ExactSum.add(sums[1], rest);
        }
    }

    void merge(StatsCell other) {
        count[0] += other.count[0];
        bounds[0] = Math.min(bounds[0], other.bounds[0]);
        bounds[1] = Math.max(bounds[1], other.bounds[1]);
        sums[0] = ExactSum.merge(sums[0], other.sums[0]);
        sums[1] = ExactSum.merge(sums[1], other.sums[1]);
    }

    Stats stats() {
        long n = count[0];
        double mean = NumberAggregators.mean(n, sums[0]);
        return new Stats(n, ExactSum.value(sums[0]), mean, squaredDeviations(n, mean), bounds[0], bounds[1]);
    }

    /** The sum of the squares of the differences from the mean: sum of squares - square of sum / n, exactly. */
    private double squaredDeviations(long n, double mean) {
        if (n == 0) {
            return 0;
        }
        if (!ExactSum.isFinite(sums[1])) {
            return Double.isInfinite(mean) || Double.isNaN(mean) ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        BigDecimal sum = ExactSum.exact(sums[0]);
        BigDecimal count = BigDecimal.valueOf(n);
        BigDecimal scaled = ExactSum.exact(sums[1]).multiply(count).subtract(sum.multiply(sum));
        return scaled.divide(count, MathContext.DECIMAL128).doubleValue();
    }
}
