package io.tidewheel.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Order;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations that bring equal keys together. */
abstract class KeyedContract extends OperationsContract {
    /** Even keys first. */
    record ByParity(int partitions) implements KeyPartitioner<Integer> {
        @Override
        public int partition(Integer key) {
            return Math.floorMod(key, 2);
        }
    }

    private KeyedDataset<Integer, Integer> five(int partitions) {
        return pairs(partitions, p(1, 1), p(1, 2), p(1, 3), p(1, 1), p(2, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9})
    void case_J5_reduceByKey(int partitions) {
        assertThat(five(partitions).reduceByKey(Integer::sum).collect()).containsExactlyInAnyOrder(p(1, 7), p(2, 1));
        assertThat(five(partitions).reduceByKey(Integer::sum, 3).partitionCount())
                .isEqualTo(3);
        assertThat(five(partitions).reduceByKeyLocally(Integer::sum)).isEqualTo(Map.of(1, 7, 2, 1));
    }

    @Test
    void case_J5_noSecondExchangeBehindAPartitioner() {
        KeyedDataset<Integer, Integer> placed = five(3).partitionBy(new ByParity(2));
        KeyedDataset<Integer, Integer> sums = placed.reduceByKey(Integer::sum);
        assertThat(sums.partitioner()).contains(new ByParity(2));
        assertThat(sums.pairs().glom().collect()).isEqualTo(List.of(List.of(p(2, 1)), List.of(p(1, 7))));
        assertThat(stages(sums)).isEqualTo(2);
        assertThat(stages(placed.mapValues(v -> v + 1).filter((k, v) -> true).reduceByKey(Integer::sum)))
                .isEqualTo(2);
        assertThat(stages(placed.map(Pair::of).mapToPair(pair -> pair).reduceByKey(Integer::sum)))
                .isEqualTo(3);
        assertThat(stages(placed.partitionBy(new ByParity(2)))).isEqualTo(2);
        assertThat(stages(sums.join(placed, Integer::sum))).isEqualTo(2);
    }

    @Test
    void when_whatIsUnitedIsPlacedAlike_then_theUnionIsToo() {
        KeyedDataset<Integer, Integer> placed = five(3).partitionBy(new ByParity(2));
        KeyedDataset<Integer, Integer> both = placed.mapValues(v -> v * 10).union(placed);
        assertThat(both.partitioner()).contains(new ByParity(2));
        assertThat(both.partitionCount()).isEqualTo(2);
        assertThat(both.pairs().glom().collect())
                .isEqualTo(List.of(
                        List.of(p(2, 10), p(2, 1)),
                        List.of(p(1, 10), p(1, 20), p(1, 30), p(1, 10), p(1, 1), p(1, 2), p(1, 3), p(1, 1))));
        assertThat(stages(both.reduceByKey(Integer::sum))).isEqualTo(2);
        assertThat(both.reduceByKey(Integer::sum).collectAsMap()).isEqualTo(Map.of(1, 77, 2, 11));
        assertThat(stages(both.join(placed, Integer::sum))).isEqualTo(2);
        assertThat(both.union(placed).lookup(2)).containsExactly(10, 1, 1);

        assertThat(placed.union(five(2).partitionBy(new ByParity(4))).partitioner())
                .isEmpty();
        assertThat(placed.union(five(2)).partitioner()).isEmpty();
        assertThat(placed.union(five(2)).partitionCount()).isEqualTo(4);
    }

    private static int stages(KeyedDataset<?, ?> rows) {
        return (int)
                rows.explain().lines().filter(line -> line.startsWith("stage ")).count();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void case_J5_groupByKey(int partitions) {
        assertThat(five(partitions)
                        .groupByKey()
                        .mapValues(KeyedContract::listOf)
                        .collectAsMap())
                .isEqualTo(Map.of(1, List.of(1, 2, 3, 1), 2, List.of(1)));
        assertThat(pairs(partitions, p(-1, 1), p(-1, 2), p(Integer.MIN_VALUE, 3))
                        .groupByKey(7)
                        .mapValues(KeyedContract::listOf)
                        .collectAsMap())
                .isEqualTo(Map.of(-1, List.of(1, 2), Integer.MIN_VALUE, List.of(3)));
    }

    private static <T> List<T> listOf(Iterable<T> values) {
        List<T> twice = new ArrayList<>();
        values.forEach(twice::add);
        List<T> list = new ArrayList<>();
        values.forEach(list::add);
        assertThat(list).isEqualTo(twice);
        return list;
    }

    @Test
    void when_keysAndValuesAreNull_then_theyAreKeysAndValues() {
        KeyedDataset<String, Integer> some = pairs(3, p(null, 1), p("a", 2), p(null, 3), p("a", null));
        assertThat(some.filter((k, v) -> v != null).reduceByKey(Integer::sum).collect())
                .containsExactlyInAnyOrder(p(null, 4), p("a", 2));
        assertThat(some.groupByKey().mapValues(KeyedContract::size).collect())
                .containsExactlyInAnyOrder(p(null, 2), p("a", 2));
        assertThat(some.join(some).count()).isEqualTo(8);
        assertThat(some.distinct().count()).isEqualTo(4);
        assertThat(some.sortByKey(Order.<String>natural().nullsFirst()).keys().collect())
                .containsExactly(null, null, "a", "a");
        assertThat(some.partitionBy(KeyPartitioner.hash(4)).count()).isEqualTo(4);
    }

    private static int size(Iterable<?> values) {
        int size = 0;
        for (Object ignored : values) {
            size++;
        }
        return size;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void when_valuesAreFolded_then_eachKeyBeginsAnew(int partitions) {
        KeyedDataset<Integer, Integer> some = numbers(1, 12, partitions).keyBy(x -> x % 3);
        Map<Integer, List<Integer>> expected =
                Map.of(0, List.of(3, 6, 9, 12), 1, List.of(1, 4, 7, 10), 2, List.of(2, 5, 8, 11));
        List<Integer> zero = new ArrayList<>();
        assertThat(some.aggregateByKey(zero, KeyedContract::added, KeyedContract::joined)
                        .collectAsMap())
                .isEqualTo(expected);
        assertThat(zero).isEmpty();
        assertThat(some.aggregateByKey(zero, KeyedContract::added, KeyedContract::joined, 5)
                        .collectAsMap())
                .isEqualTo(expected);
        assertThat(some.<List<Integer>>aggregateByKeyFrom(ArrayList::new, KeyedContract::added, KeyedContract::joined)
                        .collectAsMap())
                .isEqualTo(expected);
        assertThat(some.<List<Integer>>combineByKey(
                                v -> added(new ArrayList<>(), v), KeyedContract::added, KeyedContract::joined)
                        .collectAsMap())
                .isEqualTo(expected);
        assertThat(some.<List<Integer>>aggregateByKeyFrom(
                                ArrayList::new, KeyedContract::added, KeyedContract::joined, 5)
                        .collectAsMap())
                .isEqualTo(expected);
        Map<Integer, Integer> sums = Map.of(0, 30, 1, 22, 2, 26);
        assertThat(some.foldByKey(0, Integer::sum).collectAsMap()).isEqualTo(sums);
        assertThat(some.foldByKeyFrom(() -> 0, Integer::sum).collectAsMap()).isEqualTo(sums);
        assertThat(some.foldByKeyFrom(() -> 0, Integer::sum, 5).collectAsMap()).isEqualTo(sums);
        assertThat(some.<List<Integer>>mapValues(v -> List.of(v))
                        .foldByKeyFrom(ArrayList::new, KeyedContract::joined)
                        .collectAsMap())
                .isEqualTo(expected);
    }

    private static List<Integer> added(List<Integer> list, Integer value) {
        list.add(value);
        return list;
    }

    private static List<Integer> joined(List<Integer> left, List<Integer> right) {
        left.addAll(right);
        return left;
    }

    @Test
    void when_valuesAreMutable_then_sourcesStayAsTheyWere() {
        List<Pair<String, int[]>> shared = List.of(p("a", new int[] {1}), p("a", new int[] {2}), p("b", new int[] {3}));
        KeyedDataset<String, int[]> sums = tw.parallelizePairs(shared, 2).reduceByKey((left, right) -> {
            left[0] += right[0];
            return left;
        });
        for (int run = 0; run < 2; run++) {
            assertThat(sums.mapValues(v -> v[0]).collectAsMap()).isEqualTo(Map.of("a", 3, "b", 3));
        }
        KeyedDataset<String, int[]> cached = tw.parallelizePairs(shared, 2).cache();
        for (int run = 0; run < 2; run++) {
            assertThat(cached.reduceByKey((left, right) -> {
                                left[0] += right[0];
                                return left;
                            })
                            .mapValues(v -> v[0])
                            .collectAsMap())
                    .isEqualTo(Map.of("a", 3, "b", 3));
        }
    }

    @Test
    void when_partitionedByTheUser_then_keysLieThere() {
        KeyedDataset<Integer, Integer> placed = numbers(-5, 5, 3).keyBy(x -> x).partitionBy(new ByParity(2));
        assertThat(placed.keys().glom().collect())
                .containsExactly(List.of(-4, -2, 0, 2, 4), List.of(-5, -3, -1, 1, 3, 5));
        assertThat(placed.partitioner()).contains(new ByParity(2));
        assertThat(placed.mapValues(x -> 0).partitioner()).isPresent();
        assertThat(placed.mapToPair((k, v) -> p(v, k)).partitioner()).isEmpty();
        assertThat(numbers(1, 3, 1).keyBy(x -> x).partitioner()).isEqualTo(Optional.empty());
        assertThatThrownBy(() -> numbers(1, 3, 1)
                        .keyBy(x -> x)
                        .partitionBy(new Outside())
                        .count())
                .hasStackTraceContaining("into partition 7");
    }

    record Outside() implements KeyPartitioner<Integer> {
        @Override
        public int partitions() {
            return 2;
        }

        @Override
        public int partition(Integer key) {
            return 7;
        }
    }

    @Test
    void when_noPartitionerIsGiven_then_theLargestOfTheInputsIsTaken() {
        KeyedDataset<Integer, Integer> three = numbers(1, 9, 3).keyBy(x -> x);
        KeyedDataset<Integer, Integer> four = numbers(1, 9, 2).keyBy(x -> x).partitionBy(KeyPartitioner.hash(4));
        assertThat(three.reduceByKey(Integer::sum).partitionCount()).isEqualTo(3);
        assertThat(three.join(four).partitionCount()).isEqualTo(4);
        assertThat(four.join(three).partitionCount()).isEqualTo(4);
        assertThat(three.join(numbers(1, 9, 5).keyBy(x -> x)).partitionCount()).isEqualTo(5);
        assertThat(numbers(1, 90, 50).keyBy(x -> x).join(four).partitionCount()).isEqualTo(50);
        assertThat(three.join(four, Integer::sum, 6).partitionCount()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void when_setsAreCompared_then_duplicatesCountAsTheyShould(int partitions) {
        Dataset<Integer> left = tw.parallelize(List.of(1, 2, 2, 3, 3, 3, 9), partitions);
        Dataset<Integer> right = tw.parallelize(List.of(2, 2, 3, 4), 3);
        assertThat(left.distinct().collect()).containsExactlyInAnyOrder(1, 2, 3, 9);
        assertThat(left.distinct(5).partitionCount()).isEqualTo(5);
        assertThat(left.intersection(right).collect()).containsExactlyInAnyOrder(2, 3);
        assertThat(left.subtract(right).collect()).containsExactlyInAnyOrder(1, 9);
        assertThat(right.subtract(left).collect()).containsExactly(4);
        assertThat(left.subtract(numbers(9, 9, 1)).collect()).containsExactlyInAnyOrder(1, 2, 2, 3, 3, 3);
        assertThat(left.groupBy(x -> x % 2).mapValues(KeyedContract::size).collectAsMap())
                .isEqualTo(Map.of(0, 2, 1, 5));
    }

    @Test
    void when_keysAreSampled_then_eachHasItsFraction() {
        KeyedDataset<String, Integer> many = numbers(1, 20_000, 4).keyBy(x -> x % 2 == 0 ? "even" : "odd");
        Map<String, Long> counts =
                many.sampleByKey(false, Map.of("even", 0.5), 1).countByKey();
        assertThat(counts).containsOnlyKeys("even");
        assertThat(counts.get("even")).isBetween(4700L, 5300L);
        assertThat(many.sampleByKey(true, Map.of("odd", 2.0), 1).count()).isBetween(19_000L, 21_000L);
        assertThatThrownBy(() -> many.sampleByKey(false, Map.of("odd", 2.0))).hasMessageContaining("odd");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 9})
    void when_keysAreSampledExactly_then_eachHasItsNumber(int partitions) {
        KeyedDataset<String, Integer> many =
                numbers(1, 1000, partitions).keyBy(x -> x % 10 == 0 ? "tenth" : x > 950 ? null : "other");
        Map<String, Double> fractions = new HashMap<>(Map.of("tenth", 0.07, "other", 0.3333, "none", 0.5));
        fractions.put(null, 1.0);
        KeyedDataset<String, Integer> once = many.sampleByKeyExact(false, fractions, 5);
        List<Pair<String, Integer>> sample = once.collect();
        assertThat(sample).doesNotHaveDuplicates().isSubsetOf(many.collect());
        Map<String, Long> expected = new HashMap<>(Map.of("tenth", 7L, "other", 285L)); // of 100 and 855
        expected.put(null, 45L);
        assertThat(once.countByKey()).isEqualTo(expected);
        assertThat(once.collect()).isEqualTo(sample);
        assertThat(many.sampleByKeyExact(false, fractions, 6).collect())
                .hasSameSizeAs(sample)
                .isNotEqualTo(sample);

        KeyedDataset<String, Integer> again = many.sampleByKeyExact(true, Map.of("tenth", 2.505, "other", 0.0), 5);
        assertThat(again.countByKey()).isEqualTo(Map.of("tenth", 251L));
        assertThat(again.distinct().count()).isBetween(70L, 100L);
        assertThat(again.collect()).isSubsetOf(many.collect()).isEqualTo(again.collect());
        assertThat(many.sampleByKeyExact(false, Map.of()).collect()).isEmpty();
        assertThatThrownBy(() -> many.sampleByKeyExact(false, Map.of("other", 1.5)))
                .hasMessageContaining("other");
    }

    /** A row is in a sample of a quarter in about a quarter of all samples, wherever it is. */
    @Test
    void when_exactSamplesAreMany_then_everyRowHasTheSameChance() {
        KeyedDataset<String, Integer> few = pairs(3, p("a", 0), p("a", 1), p("b", 9), p("a", 2), p("a", 3));
        for (boolean withReplacement : List.of(false, true)) {
            int[] times = new int[4];
            for (int seed = 0; seed < 400; seed++) {
                List<Pair<String, Integer>> one = few.sampleByKeyExact(withReplacement, Map.of("a", 0.25), seed)
                        .collect();
                assertThat(one).hasSize(1);
                times[one.get(0).value()]++;
            }
            assertThat(times)
                    .satisfies(counts -> assertThat(IntStream.of(counts)).allMatch(count -> count > 65 && count < 135));
        }
    }

    @Test
    void when_theSameJobRunsTwice_then_rowsComeInTheSameOrder() {
        KeyedDataset<Integer, Integer> sums =
                numbers(1, 1000, 7).keyBy(x -> x % 101).reduceByKey(Integer::sum);
        List<Pair<Integer, Integer>> first = sums.collect();
        for (int run = 0; run < 3; run++) {
            assertThat(sums.collect()).isEqualTo(first);
        }
        assertThat(numbers(1, 1000, 7)
                        .keyBy(x -> x % 101)
                        .groupByKey()
                        .mapValues(values -> IntStream.of(0).sum())
                        .keys()
                        .collect())
                .isEqualTo(sums.keys().collect());
    }

    @Test
    void when_keyedRowsAreElements_then_theirPartitionerIsNotThatOfTheElements() {
        KeyedDataset<Integer, String> some = pairs(3, p(3, "c"), p(1, "a"), p(2, "b"), p(1, "a"));
        Dataset<Pair<Integer, String>> others =
                pairs(2, p(1, "a"), p(2, "x"), p(3, "c")).pairs();
        for (KeyedDataset<Integer, String> placed :
                List.of(some.sortByKey(), some.partitionBy(new ByParity(2)), some.partitionBy(new ByParity(5)))) {
            Dataset<Pair<Integer, String>> elements = placed.pairs();
            assertThat(elements.intersection(others).collect()).containsExactlyInAnyOrder(p(1, "a"), p(3, "c"));
            assertThat(others.intersection(elements).collect()).containsExactlyInAnyOrder(p(1, "a"), p(3, "c"));
            assertThat(elements.subtract(others).collect()).containsExactly(p(2, "b"));
            assertThat(others.subtract(elements).collect()).containsExactly(p(2, "x"));
            assertThat(elements.distinct().count()).isEqualTo(3);
            assertThat(elements.union(others).distinct().count()).isEqualTo(4);
            assertThat(elements.zip(elements).filter((a, b) -> a.equals(b)).count())
                    .isEqualTo(4);
            assertThat(elements.sample(false, 1.0).intersection(others).count()).isEqualTo(2);
        }
    }

    @Test
    void when_keysHaveNoValueOfTheirOwn_then_mapsOfThemAreRefused() {
        assertThatThrownBy(() ->
                        tw.parallelize(List.of(new int[] {1}, new int[] {1}), 2).countByValue())
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("int[] cannot be a key");
        KeyedDataset<int[], Integer> keyed = numbers(1, 4, 2).mapToPair(x -> p(new int[] {x % 2}, x));
        assertThatThrownBy(keyed::countByKey).hasMessageContaining("int[] cannot be a key");
        assertThatThrownBy(keyed::collectAsMap).hasMessageContaining("int[] cannot be a key");
        assertThatThrownBy(() -> pairs(2, p(new byte[] {1}, 1)))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("byte[] cannot be a key");
    }
}
