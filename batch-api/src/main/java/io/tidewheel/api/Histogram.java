package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;
import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.error.TidewheelException;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many numbers lie in each of some neighbouring buckets. A bucket begins with its lower bound and ends before its
 * upper one, which only the last bucket includes. Immutable.
 */
public final class Histogram implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Each task counts in an array of so many at most: 128 MiB. */
    private static final int MOST_BUCKETS = 1 << 24;

    private final double[] bounds;
    private final long[] counts;

    Histogram(double[] bounds, long[] counts) {
        this.bounds = bounds.clone();
        this.counts = counts.clone();
    }

    /** One more than there are buckets, ascending. */
    public double[] bounds() {
        return bounds.clone();
    }

    /** One for each bucket. */
    public long[] counts() {
        return counts.clone();
    }

    /** @throws TidewheelException (CONFIGURATION) if there are none, or more than a task can count in */
    static void checkCount(int buckets) {
        if (buckets < 1 || buckets > MOST_BUCKETS) {
            throw new TidewheelException(
                    CONFIGURATION,
                    "a histogram has at least 1 bucket and at most " + MOST_BUCKETS + ", but " + buckets
                            + " were asked for; to count in more, map each number to its bucket and use countByValue");
        }
    }

    /**
     * Bounds of {@code buckets} buckets of one width from {@code min} to {@code max}, as Spark computes them; of one
     * bucket if both are equal, and of fewer if there are not so many doubles between them.
     *
     * @throws TidewheelException (CONFIGURATION) as {@link #checkCount} says, (BAD_DATA) if a bound is NaN or infinite,
     *     as of no numbers
     */
    static double[] evenBounds(double min, double max, int buckets) {
        checkCount(buckets);
        if (!Double.isFinite(min) || !Double.isFinite(max)) {
            throw new TidewheelException(
                    BAD_DATA,
                    "a histogram with even buckets needs numbers that are all finite, and at least one, but their least is "
                            + min + " and their greatest " + max + "; filter them, or give the bounds");
        }
        if (min == max) {
            return new double[] {min, max};
        }
        double span = max - min;
        boolean overflows = Double.isInfinite(span * buckets);
        double[] bounds = new double[buckets + 1];
        bounds[0] = min;
        int found = 1;
        for (int i = 1; i < buckets; i++) {
            double bound = overflows
                    ? min * ((buckets - i) / (double) buckets) + max * (i / (double) buckets)
                    : min + i * span / buckets; // whole numbers stay whole
            if (bound > bounds[found - 1] && bound < max) {
                bounds[found++] = bound;
            }
        }
        bounds[found] = max;
        return Arrays.copyOf(bounds, found + 1);
    }

    /** @throws TidewheelException (CONFIGURATION) if they are not at least two, ascending, none NaN */
    static double[] checked(double[] bounds) {
        if (bounds.length < 2) {
            throw new TidewheelException(
                    CONFIGURATION, "a histogram needs at least 2 bounds, but got " + Arrays.toString(bounds));
        }
        for (int i = 1; i < bounds.length; i++) {
            if (!(bounds[i - 1] < bounds[i])) {
                throw new TidewheelException(
                        CONFIGURATION,
                        "the bounds of a histogram must ascend, but " + bounds[i] + " follows " + bounds[i - 1]);
            }
        }
        return bounds.clone();
    }

    /** The bucket of a number: -1 if it lies in none, as NaN does. */
    static int bucket(double[] bounds, double value) {
        int last = bounds.length - 1;
        if (!(value >= bounds[0] && value <= bounds[last])) {
            return -1;
        }
        int from = 0;
        int to = last - 1;
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (bounds[middle] <= value) {
                from = middle;
            } else {
                to = middle - 1;
            }
        }
        return from;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Histogram that
                && Arrays.equals(bounds, that.bounds)
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bounds) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < counts.length; i++) {
            text.append(i == 0 ? "[" : ", [")
                    .append(bounds[i])
                    .append(", ")
                    .append(bounds[i + 1])
                    .append(i == counts.length - 1 ? "]: " : "): ")
                    .append(counts[i]);
        }
        return text.toString();
    }
}
