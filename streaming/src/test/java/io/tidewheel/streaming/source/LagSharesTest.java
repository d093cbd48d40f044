package io.tidewheel.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LagSharesTest {
    @Test
    void when_thereIsLessThanTheLimit_then_allIsTaken() {
        assertThat(LagShares.of(10, new long[] {3, 0, 7})).containsExactly(3, 0, 7);
        assertThat(LagShares.of(Long.MAX_VALUE, new long[] {Long.MAX_VALUE})).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void when_somebodyIsFarBehind_then_itGetsMostAndNobodyNothing() {
        assertThat(LagShares.of(100, new long[] {9_000, 1_000, 1, 0})).containsExactly(88, 11, 1, 0);
        assertThat(LagShares.of(2, new long[] {5, 7, 6})).containsExactly(0, 1, 1);
        assertThat(LagShares.of(0, new long[] {5})).containsExactly(0);
    }

    @Test
    void when_lagsAreAny_then_sharesAreFair() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            long[] lags = new long[1 + random.nextInt(8)];
            for (int i = 0; i < lags.length; i++) {
                lags[i] = random.nextInt(4) == 0 ? 0 : random.nextLong() >>> (1 + random.nextInt(63));
            }
            long limit = random.nextLong() >>> (1 + random.nextInt(63));
            assertFair(limit, lags, LagShares.of(limit, lags.clone()));
        }
    }

    private static void assertFair(long limit, long[] lags, long[] shares) {
        String found = "limit " + limit + ", lags " + Arrays.toString(lags) + ": " + Arrays.toString(shares);
        BigInteger total = sum(lags);
        long lagging = Arrays.stream(lags).filter(lag -> lag > 0).count();
        boolean isEnoughForEach = limit >= lagging;
        assertThat(sum(shares)).as(found).isEqualTo(total.min(BigInteger.valueOf(limit)));
        for (int i = 0; i < lags.length; i++) {
            assertThat(shares[i]).as(found).isBetween(isEnoughForEach ? Math.min(1, lags[i]) : 0, lags[i]);
            if (isEnoughForEach && total.compareTo(BigInteger.valueOf(limit)) > 0) {
                // By its part of the lag, but for what everybody gets and what cannot be shared.
                double part = lags[i] / total.doubleValue();
                double least = (limit - lagging) * part * (1 - 1e-9) - 1;
                double most = limit * part * (1 + 1e-9) + lags.length + 2;
                assertThat((double) shares[i]).as(found).isBetween(least, most);
            }
            for (int j = 0; j < lags.length; j++) {
                assertThat(lags[i] >= lags[j] || shares[i] <= shares[j])
                        .as(found)
                        .isTrue();
            }
        }
    }

    private static BigInteger sum(long[] numbers) {
        return Arrays.stream(numbers).mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
