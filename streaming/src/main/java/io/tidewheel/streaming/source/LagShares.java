package io.tidewheel.streaming.source;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Shares what a batch may take among the partitions of a source, or among sources, by how far each lags: all of them
 * catch up at about the same time, and none waits for another.
 *
 * <pre>{@code
 * long[] rows = LagShares.of(limit.rows(), lags); // partition i takes rows[i] of its lags[i] rows
 * }</pre>
 */
public final class LagShares {
    private LagShares() {}

    /**
     * The share of each, together {@code limit}, or all there is if that is less. A share is never more than the lag, and
     * grows with it. Whatever lags gets at least 1, if {@code limit} allows that for all; if not, the lag alone decides.
     * Of equal lags the first gets what cannot be shared.
     *
     * @param limit at least 0
     * @param lags how much there is, each at least 0; changed by nobody
     */
    public static long[] of(long limit, long[] lags) {
        long[] shares = new long[lags.length];
        BigInteger total = BigInteger.ZERO;
        long lagging = 0;
        for (int i = 0; i < lags.length; i++) {
            total = total.add(BigInteger.valueOf(lags[i]));
            lagging += lags[i] > 0 ? 1 : 0;
        }
        if (total.compareTo(BigInteger.valueOf(limit)) <= 0) {
            return lags.clone();
        }
        long least = limit >= lagging ? 1 : 0;
        // What is left once everybody has the least, by what everybody then lacks; here it is less than they lack.
        BigInteger left = BigInteger.valueOf(limit - least * lagging);
        BigInteger lacking = total.subtract(BigInteger.valueOf(least * lagging));
        BigInteger[] remainders = new BigInteger[lags.length];
        long rest = left.longValueExact();
        for (int i = 0; i < lags.length; i++) {
            BigInteger[] part = BigInteger.valueOf(Math.max(0, lags[i] - least))
                    .multiply(left)
                    .divideAndRemainder(lacking);
            long share = part[0].longValueExact();
            shares[i] = share + Math.min(least, lags[i]);
            remainders[i] = part[1];
            rest -= share;
        }
        Comparator<Integer> first =
                Comparator.<Integer, BigInteger>comparing(i -> remainders[i]).reversed();
        IntStream.range(0, lags.length).boxed().sorted(first).limit(rest).forEach(i -> shares[i]++);
        return shares;
    }
}
