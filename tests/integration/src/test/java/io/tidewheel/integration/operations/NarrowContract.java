package io.tidewheel.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Order;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations that see one element, or one partition, at a time. */
abstract class NarrowContract extends OperationsContract {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 30})
    void when_elementsAreMappedAndFiltered_then_orderStays(int partitions) {
        assertThat(numbers(1, 20, partitions)
                        .map(x -> x * x)
                        .filter(x -> x % 2 == 0)
                        .collect())
                .containsExactly(4, 16, 36, 64, 100, 144, 196, 256, 324, 400);
    }

    @Test
    void case_J1_glom() {
        assertThat(numbers(1, 4, 2).glom().collect()).containsExactly(List.of(1, 2), List.of(3, 4));
    }

    @Test
    void case_J1_mapPartitions() {
        assertThat(numbers(1, 4, 2).mapPartitions(NarrowContract::sum).collect())
                .containsExactly(3, 7);
        assertThat(numbers(1, 4, 2)
                        .mapPartitionsWithIndex(
                                (p, each) -> List.of(p(p, sum(each).next())).iterator())
                        .collect())
                .containsExactly(p(0, 3), p(1, 7));
    }

    private static Iterator<Integer> sum(Iterator<Integer> elements) {
        int sum = 0;
        while (elements.hasNext()) {
            sum += elements.next();
        }
        return List.of(sum).iterator();
    }

    @Test
    void case_J1_flatMap() {
        List<Integer> expected = List.of(1, 1, 2, 1, 2, 3, 1, 2, 3, 4);
        Dataset<Integer> four = numbers(1, 4, 2);
        assertThat(four.flatMap(x -> IntStream.rangeClosed(1, x).boxed().toList())
                        .collect())
                .isEqualTo(expected);
        assertThat(four.<Integer>flatMap((x, out) -> {
                            for (int i = 1; i <= x; i++) {
                                out.emit(i);
                            }
                        })
                        .collect())
                .isEqualTo(expected);
        assertThat(four.flatMapStream(x -> IntStream.rangeClosed(1, x).boxed()).collect())
                .isEqualTo(expected);
    }

    @Test
    void when_flatMapIsPulled_then_itResumesBetweenElements() {
        Dataset<Integer> endless = numbers(1, 1, 1).flatMapStream(x -> Stream.iterate(x, y -> y + 1));
        assertThat(endless.mapPartitions(NarrowContract::firstThree).collect()).containsExactly(1, 2, 3);
        assertThat(endless.take(4)).containsExactly(1, 2, 3, 4);
        assertThat(numbers(1, 1, 1)
                        .flatMap(x -> Endless.INSTANCE)
                        .mapPartitions(NarrowContract::firstThree)
                        .collect())
                .containsExactly(1, 2, 3);
    }

    /** 1, 2, 3, ... without end. */
    private enum Endless implements Iterable<Integer> {
        INSTANCE;

        @Override
        public Iterator<Integer> iterator() {
            return Stream.iterate(1, y -> y + 1).iterator();
        }
    }

    private static Iterator<Integer> firstThree(Iterator<Integer> elements) {
        return List.of(elements.next(), elements.next(), elements.next()).iterator();
    }

    @Test
    void when_flatMapReturnsNull_then_theErrorSaysWhatToReturn() {
        assertThatThrownBy(() -> numbers(1, 2, 1).<Integer>flatMap(x -> null).collect())
                .isInstanceOf(TidewheelException.class)
                .hasStackTraceContaining("the function of flatMap returned null for 1")
                .hasStackTraceContaining("return an empty list");
        assertThatThrownBy(
                        () -> numbers(1, 2, 1).<Integer>flatMapStream(x -> null).collect())
                .hasStackTraceContaining("Stream.empty()");
        assertThatThrownBy(() ->
                        numbers(1, 2, 1).<Integer, Integer>mapToPair(x -> null).collect())
                .hasStackTraceContaining("the function of mapToPair returned null for 1");
    }

    @Test
    void when_elementsAreNull_then_theyPass() {
        Dataset<String> some = tw.parallelize(Arrays.asList("a", null, "b", null), 3);
        assertThat(some.collect()).containsExactly("a", null, "b", null);
        assertThat(some.map(x -> x == null ? "-" : null).collect()).containsExactly(null, "-", null, "-");
        assertThat(some.filter(x -> x == null).count()).isEqualTo(2);
        assertThat(some.glom().collect()).hasSize(3);
        assertThat(some.keyBy(x -> x).collect())
                .containsExactly(p("a", "a"), p(null, null), p("b", "b"), p(null, null));
    }

    @Test
    void when_keyed_then_keysAndValuesCanBeChangedApart() {
        var keyed = numbers(1, 6, 4).keyBy(x -> x % 3, x -> "v" + x);
        assertThat(keyed.collect())
                .containsExactly(p(1, "v1"), p(2, "v2"), p(0, "v3"), p(1, "v4"), p(2, "v5"), p(0, "v6"));
        assertThat(keyed.keys().collect()).containsExactly(1, 2, 0, 1, 2, 0);
        assertThat(keyed.values().collect()).containsExactly("v1", "v2", "v3", "v4", "v5", "v6");
        assertThat(keyed.swap().take(1)).containsExactly(p("v1", 1));
        assertThat(keyed.pairs().map(Pair::value).first()).isEqualTo("v1");
        assertThat(keyed.map((k, v) -> k + v).collect()).containsExactly("1v1", "2v2", "0v3", "1v4", "2v5", "0v6");
        assertThat(keyed.filter((k, v) -> k == 0).collect()).containsExactly(p(0, "v3"), p(0, "v6"));
        assertThat(keyed.mapValues(v -> v.length()).take(1)).containsExactly(p(1, 2));
        assertThat(keyed.mapValues((k, v) -> k + v).take(1)).containsExactly(p(1, "1v1"));
        assertThat(keyed.keyBy((k, v) -> v).take(1)).containsExactly(p("v1", "v1"));
        assertThat(keyed.mapToPair((k, v) -> p(v, k)).take(1)).containsExactly(p("v1", 1));
        assertThat(keyed.flatMap((k, v) -> List.of(k, v)).take(2)).containsExactly(1, "v1");
        assertThat(keyed.<Object>flatMap((k, v, out) -> {
                            out.emit(k);
                            out.emit(v);
                        })
                        .take(2))
                .containsExactly(1, "v1");
        assertThat(keyed.flatMapValues(v -> List.of(v, v)).take(2)).containsExactly(p(1, "v1"), p(1, "v1"));
        assertThat(keyed.<Integer>flatMapValues((v, out) -> out.emit(v.length()))
                        .take(1))
                .containsExactly(p(1, 2));
    }

    @Test
    void when_keyedRowsArePulled_then_theyAreTheSame() {
        var keyed = numbers(1, 4, 2).keyBy(x -> x % 2).flatMapValues(v -> List.of(v, -v));
        assertThat(keyed.pairs().mapPartitions(each -> each).collect()).isEqualTo(keyed.collect());
        assertThat(keyed.flatMap((k, v) -> List.of(k, v))
                        .mapPartitions(each -> each)
                        .collect())
                .containsExactly(1, 1, 1, -1, 0, 2, 0, -2, 1, 3, 1, -3, 0, 4, 0, -4);
    }

    @Test
    void when_pairsAreEmitted_then_theyAreKeyed() {
        assertThat(numbers(1, 3, 2)
                        .<Integer, String>flatMapToPair((x, out) -> {
                            out.emit(x, "a");
                            out.emit(-x, "b");
                        })
                        .collect())
                .containsExactly(p(1, "a"), p(-1, "b"), p(2, "a"), p(-2, "b"), p(3, "a"), p(-3, "b"));
    }

    @Test
    void when_numbersArePrimitive_then_operationsAreTheSame() {
        var longs = tw.range(0, 10, 1, 3);
        assertThat(longs.map(x -> x * 2).filter(x -> x % 3 == 0).collect()).containsExactly(0L, 6L, 12L, 18L);
        assertThat(longs.sum()).isEqualTo(45);
        assertThat(longs.min()).isZero();
        assertThat(longs.max()).isEqualTo(9);
        assertThat(longs.reduce((a, b) -> a + b)).isEqualTo(45);
        assertThat(longs.toArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(longs.mapToObject(x -> "n" + x).take(2)).containsExactly("n0", "n1");
        assertThat(longs.boxed().map(x -> x + 1).sorted(Order.natural()).take(1))
                .containsExactly(1L);
        assertThat(longs.mapToDouble(x -> x / 2.0).sum()).isEqualTo(22.5);
        assertThat(longs.union(tw.range(5, 6)).count()).isEqualTo(11);
        var doubles = numbers(1, 4, 2).mapToDouble(x -> x / 4.0);
        assertThat(doubles.map(x -> x + 1).filter(x -> x > 1.5).collect()).containsExactly(1.75, 2.0);
        assertThat(doubles.min()).isEqualTo(0.25);
        assertThat(doubles.max()).isEqualTo(1.0);
        assertThat(doubles.toArray()).containsExactly(0.25, 0.5, 0.75, 1.0);
        assertThat(doubles.mapToLong(x -> (long) (x * 4)).sum()).isEqualTo(10);
        assertThat(doubles.coalesce(1).repartition(3).count()).isEqualTo(4);
        assertThat(doubles.reduce(Math::max)).isEqualTo(1.0);
        assertThat(tw.parallelize(List.of("a", "bb")).mapToLong(String::length).sum())
                .isEqualTo(3);
    }

    @Test
    void when_sumsOfDoublesAreCutDifferently_then_theyAreEqualToTheLastBit() {
        List<Double> values = new Random(7).doubles(1000, -1e9, 1e9).boxed().toList();
        double one = tw.parallelize(values, 1).mapToDouble(x -> x).sum();
        for (int partitions : new int[] {2, 3, 50}) {
            assertThat(tw.parallelize(values, partitions).mapToDouble(x -> x).sum())
                    .isEqualTo(one);
        }
    }

    @Test
    void when_rangesAreOdd_then_theyHoldWhatTheySay() {
        assertThat(tw.range(0, 0).collect()).isEmpty();
        assertThat(tw.range(5, 0).collect()).isEmpty();
        assertThat(tw.range(5, 0, -2, 2).collect()).containsExactly(5L, 3L, 1L);
        assertThat(tw.range(Long.MIN_VALUE, Long.MIN_VALUE + 3).count()).isEqualTo(3);
        assertThat(tw.range(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 2).collect())
                .containsExactly(Long.MIN_VALUE, -1L, Long.MAX_VALUE - 1);
        assertThatThrownBy(() -> tw.range(0, 1, 0)).hasMessageContaining("step must not be 0");
    }

    @Test
    void when_aSumIsTooLarge_then_itIsAnError() {
        assertThatThrownBy(() -> tw.parallelize(List.of(Long.MAX_VALUE, 1L), 1)
                        .mapToLong(x -> x)
                        .sum())
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(TidewheelException.Kind.BAD_DATA))
                .hasMessageContaining("9223372036854775808, which is too large for a long");
    }

    @Test
    void when_thereIsNothing_then_everyOperationHoldsNothing() {
        for (Dataset<Integer> none : List.of(tw.<Integer>empty(), tw.<Integer>parallelize(List.of(), 3))) {
            assertThat(none.map(x -> x).collect()).isEmpty();
            assertThat(none.filter(x -> true).count()).isZero();
            assertThat(none.isEmpty()).isTrue();
            assertThat(none.take(3)).isEmpty();
            assertThat(none.keyBy(x -> x).reduceByKey((a, b) -> a).collect()).isEmpty();
            assertThat(none.sortBy(x -> x).collect()).isEmpty();
            assertThat(none.distinct().collect()).isEmpty();
            assertThat(none.repartition(3).collect()).isEmpty();
            assertThat(none.coalesce(1).collect()).isEmpty();
            assertThat(none.zipWithIndex().collect()).isEmpty();
            assertThat(none.cartesian(none).collect()).isEmpty();
            assertThat(none.mapToLong(x -> x).sum()).isZero();
            assertThat(none.takeSample(true, 3)).isEmpty();
        }
    }

    @Test
    void when_linesArePiped_then_theCommandsOutputComesBack() {
        assertThat(numbers(1, 4, 2).pipe(List.of("tr", "1-4", "a-d")).collect()).containsExactly("a", "b", "c", "d");
        assertThat(numbers(1, 4, 2)
                        .pipe(List.of("sh", "-c", "cat >/dev/null; echo $X"), Map.of("X", "y"))
                        .collect())
                .containsExactly("y", "y");
        assertThat(numbers(1, 50_000, 2).pipe(List.of("cat")).count()).isEqualTo(50_000);
        assertThat(numbers(1, 50_000, 1).pipe(List.of("head", "-n", "3")).collect())
                .containsExactly("1", "2", "3");
    }

    @Test
    void when_aCommandFails_then_theErrorHoldsWhatItSaid() {
        assertThatThrownBy(() -> numbers(1, 4, 1)
                        .pipe(List.of("sh", "-c", "echo oops >&2; exit 3"))
                        .collect())
                .hasStackTraceContaining("exit code 3")
                .hasStackTraceContaining("oops");
        assertThatThrownBy(() ->
                        numbers(1, 4, 1).pipe(List.of("no-such-command-here")).collect())
                .hasStackTraceContaining("cannot be started");
        assertThatThrownBy(() -> numbers(1, 4, 1)
                        .map(x -> 1 / (x - 3))
                        .pipe(List.of("cat"))
                        .collect())
                .hasStackTraceContaining("/ by zero");
    }
}
