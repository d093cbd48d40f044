package io.tidewheel.api;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A sample of numbers from which quantiles can be told: a record of arrays that are changed in place, so that codecs
 * know it.
 *
 * @param k how many numbers there is room for at the highest level
 * @param totals how many numbers were added, how many are kept, how often levels were compacted
 * @param bounds least and greatest number
 * @param sizes how many numbers each level has
 * @param levels the numbers; one at level h stands for 2^h
 */
@SuppressWarnings("ArrayRecordComponent") // mutable on purpose; never compared
record QuantileCell(int k, long[] totals, double[] bounds, int[] sizes, double[][] levels) implements Serializable {
    /*
     * A KLL sketch [1]. New numbers go to level 0. When there are too many, the lowest level that is over its capacity is
     * sorted and every other number of it moves one level up; whether the even or the odd ones is decided by a coin. The
     * coin is a hash of how often it was thrown, so that the same rows in the same order give the same answer.
     *
     * [1] Z. Karnin, K. Lang, E. Liberty, Optimal quantile approximation in streams, FOCS 2016, arXiv:1603.05346
     */
    private static final int ADDED = 0;
    private static final int KEPT = 1;
    private static final int COMPACTIONS = 2;
    private static final double SHRINK = 2.0 / 3;
    private static final int LEAST_CAPACITY = 8;

    static QuantileCell create(int k) {
        return new QuantileCell(
                k,
                new long[3],
                new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY},
                new int[1],
                new double[][] {new double[4]});
    }

    /** The cell with one more number; this one is not to be used any more. NaN is ignored. */
    QuantileCell add(double value) {
        if (Double.isNaN(value)) {
            return this;
        }
        totals[ADDED]++;
        bounds[0] = Math.min(bounds[0], value);
        bounds[1] = Math.max(bounds[1], value);
        append(0, value);
        return compacted();
    }

    /** The cell with the other's numbers too; this one is not to be used any more. */
    QuantileCell merge(QuantileCell other) {
        QuantileCell merged = this;
        while (merged.levels.length < other.levels.length) {
            merged = merged.withLevel();
        }
        for (int level = 0; level < other.levels.length; level++) {
            for (int i = 0; i < other.sizes[level]; i++) {
                merged.append(level, other.levels[level][i]);
            }
        }
        merged.totals[ADDED] += other.totals[ADDED];
        merged.totals[COMPACTIONS] += other.totals[COMPACTIONS];
        merged.bounds[0] = Math.min(merged.bounds[0], other.bounds[0]);
        merged.bounds[1] = Math.max(merged.bounds[1], other.bounds[1]);
        return merged.compacted();
    }

    private void append(int level, double value) {
        if (sizes[level] == levels[level].length) {
            levels[level] = Arrays.copyOf(levels[level], 2 * sizes[level]);
        }
        levels[level][sizes[level]++] = value;
        totals[KEPT]++;
    }

    private int capacity(int level) {
        return Math.max(LEAST_CAPACITY, (int) Math.ceil(k * Math.pow(SHRINK, levels.length - 1 - level)));
    }

    private QuantileCell compacted() {
        QuantileCell cell = this;
        while (cell.totals[KEPT] > cell.k) { // no more is kept than fits below; most adds end here
            int level = 0;
            long room = 0;
            for (int i = 0; i < cell.levels.length; i++) {
                room += cell.capacity(i);
            }
            if (cell.totals[KEPT] <= room) {
                return cell;
            }
            while (cell.sizes[level] <= cell.capacity(level)) {
                level++;
            }
            if (level == cell.levels.length - 1) {
                cell = cell.withLevel();
            }
            cell.compact(level);
        }
        return cell;
    }

    private QuantileCell withLevel() {
        double[][] more = Arrays.copyOf(levels, levels.length + 1);
        more[levels.length] = new double[LEAST_CAPACITY];
        return new QuantileCell(k, totals, bounds, Arrays.copyOf(sizes, sizes.length + 1), more);
    }

    /** Moves every other number of a level up. One that is left over, if their number is odd, stays. */
    private void compact(int level) {
        double[] numbers = levels[level];
        int size = sizes[level];
        Arrays.sort(numbers, 0, size);
        int pairs = size / 2;
        int coin = (int) (coin(totals[COMPACTIONS]++) & 1);
        for (int i = 0; i < pairs; i++) {
            append(level + 1, numbers[2 * i + coin]);
        }
        if (size % 2 == 1) {
            numbers[0] = numbers[size - 1];
        }
        sizes[level] = size % 2;
        totals[KEPT] -= size - size % 2;
    }

    private static long coin(long thrown) {
        long hash = (thrown + 1) * 0x9E37_79B9_7F4A_7C15L;
        hash = (hash ^ (hash >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        return hash ^ (hash >>> 32);
    }

    /** The least number kept such that about {@code fraction} of all are at or below it; NaN of no numbers. */
    double quantile(double fraction) {
        if (totals[ADDED] == 0) {
            return Double.NaN;
        }
        if (fraction == 0 || fraction == 1) {
            return bounds[(int) fraction];
        }
        record Kept(double value, long stands) {}
        long all = 0;
        for (int level = 0; level < levels.length; level++) {
            all += (long) sizes[level] << level;
        }
        long wanted = Math.max(1, (long) Math.ceil(fraction * all));
        Kept[] kept = IntStream.range(0, levels.length)
                .boxed()
                .flatMap(level ->
                        Arrays.stream(levels[level], 0, sizes[level]).mapToObj(value -> new Kept(value, 1L << level)))
                .sorted(Comparator.comparingDouble(Kept::value))
                .toArray(Kept[]::new);
        long seen = 0;
        for (Kept one : kept) {
            seen += one.stands;
            if (seen >= wanted) {
                return one.value;
            }
        }
        return bounds[1];
    }
}
