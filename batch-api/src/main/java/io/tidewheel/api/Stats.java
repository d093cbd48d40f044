package io.tidewheel.api;

import java.io.Serializable;

/**
 * What there is to say of some numbers. Sum, mean and deviations were computed exactly and rounded at the end: they do
 * not depend on the order of the numbers.
 *
 * @param sum 0.0 of no numbers
 * @param mean NaN of no numbers
 * @param squaredDeviations the sum of the squares of the differences from the mean
 * @param min positive infinity of no numbers, NaN if one is
 * @param max negative infinity of no numbers, NaN if one is
 */
public record Stats(long count, double sum, double mean, double squaredDeviations, double min, double max)
        implements Serializable {
    /** Of the numbers as the whole population; NaN of no numbers. */
    public double variance() {
        return squaredDeviations / count;
    }

    /** Of the population from which the numbers are a sample; NaN of fewer than two numbers. */
    public double sampleVariance() {
        return count < 2 ? Double.NaN : squaredDeviations / (count - 1);
    }

    /** The square root of {@link #variance}. */
    public double stdev() {
        return Math.sqrt(variance());
    }

    /** The square root of {@link #sampleVariance}. */
    public double sampleStdev() {
        return Math.sqrt(sampleVariance());
    }

    @Override
    public String toString() {
        return "(count: " + count + ", sum: " + sum + ", mean: " + mean + ", stdev: " + stdev() + ", min: " + min
                + ", max: " + max + ")";
    }
}
