package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
