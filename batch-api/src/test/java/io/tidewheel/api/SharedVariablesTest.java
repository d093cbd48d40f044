package io.tidewheel.api;

import static io.tidewheel.api.Aggregators.avg;
import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.api.Aggregators.max;
import static io.tidewheel.api.Aggregators.several;
import static io.tidewheel.api.Aggregators.sumLong;
import static io.tidewheel.api.Aggregators.topN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accumulators, broadcasts, aggregators and statistics in real sessions, strict and not. */
class SharedVariablesTest {
    private Tidewheel tw = Tidewheel.builder().master("local[2,3]").open();

    private void strict(boolean strict) {
        tw.close();
        tw = Tidewheel.builder()
                .master("local[2,3]")
                .config("tidewheel.strict", "" + strict)
                .open();
    }

    @AfterEach
    void close() {
        tw.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void when_aTaskFailsOnce_then_itsUpdatesCountOnce(boolean strict) {
        strict(strict);
        LongAccumulator rows = tw.longAccumulator("rows");
        DoubleAccumulator halves = tw.doubleAccumulator("halves");
        CollectionAccumulator<Long> odd = tw.collectionAccumulator("odd");
        Accumulator<Long, Long> largest = tw.accumulator("largest", Aggregators.<Long>max());

        tw.range(0, 100, 1, 4).boxed().forEach(n -> {
            rows.add(1);
            halves.add(n / 2.0);
            largest.add(n);
            if (n % 25 == 1) {
                odd.add(n);
            }
            TaskContext task = TaskContext.current();
            if (n == 70 && task.attempt() == 0) {
                throw new IllegalStateException("once, in " + task.stage());
            }
        });

        assertThat(rows.value()).isEqualTo(100);
        assertThat(halves.value()).isEqualTo(2475);
        assertThat(largest.value()).isEqualTo(99);
        assertThat(odd.value()).containsExactlyInAnyOrder(1L, 26L, 51L, 76L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void when_aBroadcastIsCaptured_then_tasksReadIt(boolean strict) {
        strict(strict);
        Broadcast<Map<Integer, String>> names = tw.broadcast(Map.of(1, "one", 2, "two"));
        Dataset<String> named =
                tw.parallelize(List.of(1, 2, 3), 3).map(n -> names.value().getOrDefault(n, "many"));

        assertThat(named.collect()).containsExactly("one", "two", "many");
        names.close();
        assertThatThrownBy(named::collect)
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("broadcast");
    }

    @Test
    void when_theSessionIsClosed_then_itsBroadcastsAre() {
        Broadcast<String> text = tw.broadcast("text");
        tw.close();

        assertThatThrownBy(text::value).hasMessageContaining("its session");
        assertThatThrownBy(() -> tw.longAccumulator("late")).hasMessageContaining("closed");
    }

    @Test
    void when_aTaskReadsAnAccumulator_then_theJobFailsWithTheReason() {
        LongAccumulator rows = tw.longAccumulator("rows");

        assertThatThrownBy(() -> tw.range(0, 3).boxed().forEach(n -> rows.value()))
                .hasRootCauseInstanceOf(TidewheelException.class)
                .rootCause()
                .hasMessageContaining("accumulator 'rows' was read inside a function");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void when_aggregated_then_theSameWithAndWithoutKeys(boolean strict) {
        strict(strict);
        Dataset<Long> numbers = tw.range(0, 1000, 1, 7).boxed();

        String both = numbers.aggregate(several(count(), sumLong(n -> n), (n, sum) -> n + ":" + sum));
        assertThat(both).isEqualTo("1000:499500");
        assertThat(numbers.aggregate(topN(2, Order.<Long>natural()))).containsExactly(999L, 998L);
        double average = numbers.aggregate(avg(n -> n));
        assertThat(average).isEqualTo(499.5);
        assertThat(numbers.keyBy(n -> n % 3)
                        .aggregate(several(count(), max(Order.<Long>natural()), Pair::of))
                        .collectAsMap())
                .isEqualTo(Map.of(0L, Pair.of(334L, 999L), 1L, Pair.of(333L, 997L), 2L, Pair.of(333L, 998L)));
        long none = tw.<Long>empty().aggregate(count());
        assertThat(none).isZero();
        assertThat(numbers.countApproxDistinct()).isCloseTo(1000, within(40L));
    }

    @Test
    void when_numbersAreSummarised_then_asSparkDoes() {
        DoubleDataset numbers = tw.range(0, 101, 1, 3).mapToDouble(n -> n);

        assertThat(numbers.stats().variance()).isEqualTo(850);
        assertThat(numbers.mean()).isEqualTo(50);
        assertThat(numbers.histogram(2).counts()).containsExactly(50, 51);
        assertThat(numbers.histogram(2).bounds()).containsExactly(0, 50, 100);
        assertThat(numbers.histogram(0.0, 10.5, 99).counts()).containsExactly(11, 89);
        assertThat(numbers.quantiles(0, 0.5, 1)).containsExactly(0.0, 50.0, 100.0);
        assertThat(tw.range(0, 101).stats()).isEqualTo(numbers.stats());
        assertThat(tw.range(0, 101).histogram(2)).isEqualTo(numbers.histogram(2));
        assertThatThrownBy(() -> numbers.filter(n -> n > 1000).histogram(3)).hasMessageContaining("at least one");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void when_anAccumulatorOfAnotherSessionIsUpdated_then_theErrorNamesBoth(boolean strict) {
        strict(strict);
        try (Tidewheel other = Tidewheel.builder().master("local[1]").open()) {
            LongAccumulator theirs = other.longAccumulator("rows");
            LongAccumulator ours = tw.longAccumulator("own rows");
            assertThatThrownBy(() -> tw.range(0, 10).boxed().forEach(n -> {
                        ours.add(1);
                        theirs.add(1);
                    }))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("accumulator 'rows' of session '" + other.name() + "' was updated in job ")
                    .hasMessageContaining(" of session '" + tw.name()
                            + "', where nobody can read it; make one with the session that runs the job");
            assertThat(ours.value()).isZero();
            other.range(0, 10).boxed().forEach(n -> theirs.add(1));
            assertThat(theirs.value()).isEqualTo(10);
        }
    }
}
