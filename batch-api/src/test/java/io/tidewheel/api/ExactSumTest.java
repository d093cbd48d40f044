package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against BigDecimal, in every order and grouping. */
class ExactSumTest {
    private static double sum(double... values) {
        return ExactSum.value(sumOf(values));
    }

    private static long[] sumOf(double... values) {
        long[] sum = ExactSum.create();
        for (double value : values) {
            sum = ExactSum.add(sum, value);
        }
        return sum;
    }

    @Test
    void when_plainAdditionLosesDigits_then_thisDoesNot() {
        assertThat(sum()).isEqualTo(0.0);
        assertThat(sum(0.1, 0.2, 0.3)).isEqualTo(0.6);
        assertThat(sum(1e100, 1, -1e100)).isEqualTo(1);
        assertThat(sum(1e308, 1e308, -1e308, -1e308, Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
        assertThat(sum(-1e100, -1, 1e100)).isEqualTo(-1);
    }

    @Test
    void when_halfWay_then_roundedToEven() {
        double ulp = Math.ulp(1.0);

        assertThat(sum(1, ulp / 2)).isEqualTo(1);
        assertThat(sum(1, ulp / 2, Double.MIN_VALUE)).isEqualTo(1 + ulp);
        assertThat(sum(1 + ulp, ulp / 2)).isEqualTo(1 + 2 * ulp);
        assertThat(sum(1 + ulp, ulp / 2, -Double.MIN_VALUE)).isEqualTo(1 + ulp);
        assertThat(sum(-1, -ulp / 2, -Double.MIN_VALUE)).isEqualTo(-1 - ulp);
        assertThat(sum(Math.nextDown(2.0), ulp / 2)).isEqualTo(2);
    }

    @Test
    void when_atTheEndsOfTheRange_then_asIeeeHasIt() {
        double max = Double.MAX_VALUE;

        assertThat(sum(Double.MIN_VALUE, Double.MIN_VALUE)).isEqualTo(2 * Double.MIN_VALUE);
        assertThat(sum(Double.MIN_NORMAL, -Double.MIN_VALUE)).isEqualTo(Math.nextDown(Double.MIN_NORMAL));
        assertThat(sum(max)).isEqualTo(max);
        assertThat(sum(max, max)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(sum(-max, -max)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(sum(max, max, -max)).isEqualTo(max);
        assertThat(sum(max, Math.ulp(max) / 2)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(sum(max, Math.nextDown(Math.ulp(max) / 2))).isEqualTo(max);
        assertThat(Double.doubleToRawLongBits(sum(-0.0, -0.0))).isZero();
        assertThat(Double.doubleToRawLongBits(sum(-1.0, 1.0))).isZero();
    }

    @Test
    void when_notAllAreFinite_then_asIeeeHasIt() {
        double infinity = Double.POSITIVE_INFINITY;

        assertThat(sum(1, infinity, -5)).isEqualTo(infinity);
        assertThat(sum(-infinity, Double.MAX_VALUE)).isEqualTo(-infinity);
        assertThat(sum(infinity, -infinity)).isNaN();
        assertThat(sum(1, Double.NaN, infinity)).isNaN();
        assertThat(ExactSum.value(ExactSum.merge(sumOf(infinity), sumOf(-infinity))))
                .isNaN();
        assertThat(ExactSum.value(ExactSum.merge(sumOf(1, 2), sumOf(infinity)))).isEqualTo(infinity);
    }

    static Stream<Long> seeds() {
        return LongStream.range(0, 300).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_orderAndCutsChange_then_theSumDoesNot(long seed) {
        Random random = new Random(seed);
        List<Double> values = values(random);
        BigDecimal model = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        double expected = model.doubleValue();
        for (int round = 0; round < 5; round++) {
            long[] sum = grouped(values, random);
            assertThat(ExactSum.value(sum)).as("seed %d", seed).isEqualTo(expected);
            assertThat(ExactSum.exact(sum)).as("seed %d", seed).isEqualByComparingTo(model);
            Collections.shuffle(values, random);
        }
    }

    private static List<Double> values(Random random) {
        List<Double> values = new ArrayList<>();
        int spread = 1 + random.nextInt(2000);
        int center = -1022 + random.nextInt(2000);
        for (int i = random.nextInt(60); i >= 0; i--) {
            int exponent = Math.min(971, Math.max(-1074, center + random.nextInt(spread)));
            long fraction = random.nextInt(4) == 0 ? 1L << random.nextInt(53) : random.nextLong() >> 11;
            double value = Math.scalb((double) fraction, exponent);
            if (Double.isInfinite(value)) {
                continue;
            }
            values.add(value);
            if (random.nextBoolean()) { // cancels, leaving a few low bits
                values.add(-value);
                values.add(random.nextBoolean() ? Math.ulp(value) : -Math.ulp(value) / 2);
            }
        }
        return values;
    }

    /** In random groups, which are then merged in random order. */
    private static long[] grouped(List<Double> values, Random random) {
        List<long[]> parts = new ArrayList<>(List.of(ExactSum.create()));
        for (double value : values) {
            if (random.nextInt(5) == 0) {
                parts.add(ExactSum.create());
            }
            int part = random.nextInt(parts.size());
            parts.set(part, ExactSum.add(parts.get(part), value));
        }
        while (parts.size() > 1) {
            long[] right = parts.remove(random.nextInt(parts.size()));
            long[] before = right.clone();
            int left = random.nextInt(parts.size());
            parts.set(left, ExactSum.merge(parts.get(left), right));
            assertThat(right).isEqualTo(before);
        }
        return parts.get(0);
    }

    @Test
    void when_carriesMoveUpAgainAndAgain_then_nothingIsLostAndTheSumStaysSmall() {
        // Given sums that are doubled by merging: their count passes 2^30 every 30 merges
        for (double value : new double[] {1.5, -1.5, Math.PI * 1e-300, -Double.MAX_VALUE / 8}) {
            long[] sum = sumOf(value, value / 3);
            BigDecimal model = new BigDecimal(value).add(new BigDecimal(value / 3));
            // When
            for (int i = 0; i < 200; i++) {
                sum = ExactSum.merge(sum, sum.clone());
                model = model.add(model);
                // Then
                assertThat(ExactSum.exact(sum)).isEqualByComparingTo(model);
                assertThat(ExactSum.value(sum)).isEqualTo(model.doubleValue());
            }
            assertThat(sum.length).isLessThan(15);
        }
    }

    @Test
    void when_valuesCancelForEver_then_theSumStaysSmall() {
        long[] up = sumOf(3.7);
        long[] down = sumOf(-3.8);
        for (int i = 0; i < 400; i++) {
            up = ExactSum.merge(up, up.clone());
            up = ExactSum.merge(up, up.clone());
            long[] other = ExactSum.merge(down, up);
            down = ExactSum.merge(other, sumOf(-ExactSum.value(other)));
            up = sumOf(i % 2 == 0 ? 3.7 : -3.7);
        }
        assertThat(down.length).as(Arrays.toString(down)).isLessThan(12);
    }
}
