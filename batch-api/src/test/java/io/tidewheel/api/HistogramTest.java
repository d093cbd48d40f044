package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static Histogram of(double[] bounds, double... values) throws Exception {
        HistogramAggregator<Double> aggregator = new HistogramAggregator<>(value -> value, Histogram.checked(bounds));
        long[] counts = aggregator.create();
        for (double value : values) {
            counts = aggregator.merge(aggregator.add(aggregator.create(), value), counts);
        }
        return aggregator.finish(counts);
    }

    @Test
    void when_numbersLieOnBounds_then_onlyTheLastBucketIncludesItsUpper() throws Exception {
        Histogram histogram = of(new double[] {0, 10, 20, 30}, 0, 9.99, 10, 20, 29, 30, 31, -0.1, Double.NaN);

        assertThat(histogram.counts()).containsExactly(2, 1, 3);
        assertThat(histogram).hasToString("[0.0, 10.0): 2, [10.0, 20.0): 1, [20.0, 30.0]: 3");
        assertThat(histogram).isEqualTo(of(new double[] {0, 10, 20, 30}, 0, 1, 10, 20, 21, 22));
    }

    @Test
    void when_boundsAreInfinite_then_everythingButNanIsCounted() throws Exception {
        double infinity = Double.POSITIVE_INFINITY;

        assertThat(of(new double[] {-infinity, 0, infinity}, -infinity, -1, 0, infinity, Double.NaN)
                        .counts())
                .containsExactly(2, 2);
    }

    @Test
    void when_bucketsAreEven_then_boundsBeginAndEndExactly() {
        assertThat(Histogram.evenBounds(0, 50, 2)).containsExactly(0, 25, 50);
        assertThat(Histogram.evenBounds(0, 1, 10))
                .hasSize(11)
                .startsWith(0, 0.1)
                .endsWith(1.0);
        assertThat(Histogram.evenBounds(-Double.MAX_VALUE, Double.MAX_VALUE, 2))
                .contains(0, org.assertj.core.data.Index.atIndex(1));
        assertThat(Histogram.evenBounds(7, 7, 3)).containsExactly(7, 7);
        assertThat(Histogram.bucket(new double[] {7, 7}, 7)).isZero();
    }

    @Test
    void when_numbersAreWhole_then_eachLiesInTheBucketThatBeginsWithIt() throws Exception {
        for (int buckets : new int[] {3, 7, 10, 49, 100, 1000}) {
            double[] bounds = Histogram.evenBounds(0, buckets, buckets);
            for (int i = 0; i <= buckets; i++) {
                assertThat(bounds[i]).isEqualTo(i);
            }
        }
        try (Tidewheel tw = Tidewheel.builder().master("local[2]").open()) {
            long[] counts = tw.range(0, 101).mapToDouble(x -> x).histogram(100).counts();
            assertThat(counts).hasSize(100).endsWith(1, 2);
            assertThat(Arrays.copyOf(counts, 99)).containsOnly(1);
            assertThat(tw.range(-50, 51).histogram(100))
                    .satisfies(h -> assertThat(h.counts()).startsWith(1).endsWith(1, 2));
        }
    }

    @Test
    void when_theWidthTimesTheBucketsIsTooLargeForADouble_then_boundsStillAscend() {
        double[] bounds = Histogram.evenBounds(0, 1e308, 100);
        assertThat(Histogram.checked(bounds)).hasSize(101).endsWith(1e308);
        assertThat(bounds[50]).isEqualTo(5e307);
    }

    @Test
    void when_tooManyBucketsAreAskedFor_then_theyAreRefusedBeforeAnythingRuns() {
        try (Tidewheel tw = Tidewheel.builder().master("local[2]").open()) {
            DoubleDataset failing = tw.range(0, 2).mapToDouble(x -> {
                throw new IllegalStateException("it ran");
            });
            for (int buckets : new int[] {Integer.MAX_VALUE, (1 << 24) + 1, 0, -1}) {
                assertThatThrownBy(() -> failing.histogram(buckets))
                        .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                                .isEqualTo(TidewheelException.Kind.CONFIGURATION))
                        .hasMessageContaining(buckets + " were asked for");
                assertThatThrownBy(() -> failing.mapToLong(x -> 1).histogram(buckets))
                        .hasMessageContaining(buckets + " were asked for");
            }
        }
    }

    @Test
    void when_soManyBucketsDoNotFit_then_thereAreFewer() {
        assertThat(Histogram.evenBounds(0, Double.MIN_VALUE, 4)).containsExactly(0, Double.MIN_VALUE);
        double[] bounds = Histogram.evenBounds(-3 * Double.MIN_VALUE, 5 * Double.MIN_VALUE, 1000);
        assertThat(Histogram.checked(bounds)).startsWith(-3 * Double.MIN_VALUE).endsWith(5 * Double.MIN_VALUE);
        assertThat(Histogram.checked(Histogram.evenBounds(1, Math.nextUp(1.0), 7)))
                .hasSize(2);
    }

    @Test
    void when_askedForWrongly_then_theErrorSaysWhatToDo() {
        assertThatThrownBy(() -> Histogram.evenBounds(0, 1, 0)).hasMessageContaining("at least 1 bucket");
        assertThatThrownBy(() -> Histogram.evenBounds(0, Double.POSITIVE_INFINITY, 1))
                .hasMessageContaining("Infinity")
                .hasMessageContaining("give the bounds");
        assertThatThrownBy(() -> of(new double[] {1})).hasMessageContaining("at least 2 bounds");
        assertThatThrownBy(() -> of(new double[] {1, 3, 2})).hasMessageContaining("2.0 follows 3.0");
        assertThatThrownBy(() -> of(new double[] {1, Double.NaN})).hasMessageContaining("NaN");
    }
}
