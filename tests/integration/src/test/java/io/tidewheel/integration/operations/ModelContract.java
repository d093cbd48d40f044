package io.tidewheel.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Order;
import io.tidewheel.data.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chains of operations, chosen by a seed, against lists that are worked on by hand. */
abstract class ModelContract extends OperationsContract {
    static Stream<Integer> seeds() {
        return IntStream.range(0, 40).boxed();
    }

    /** A dataset, the list it must be, and whether their order must agree. */
    private record Both(Dataset<Integer> rows, List<Integer> model, boolean ordered) {
        Both then(
                UnaryOperator<Dataset<Integer>> operation, UnaryOperator<Stream<Integer>> onModel, boolean keepsOrder) {
            List<Integer> changed = onModel.apply(model.stream()).toList();
            return new Both(operation.apply(rows), changed, ordered && keepsOrder);
        }
    }

    private Both step(Both both, Random random) {
        int partitions = 1 + random.nextInt(9);
        int number = 1 + random.nextInt(20);
        return switch (random.nextInt(15)) {
            case 0 -> both.then(d -> d.map(x -> x * 3 + number), s -> s.map(x -> x * 3 + number), true);
            case 1 -> both.then(d -> d.filter(x -> x % number != 0), s -> s.filter(x -> x % number != 0), true);
            case 2 ->
                both.then(
                        d -> d.flatMap(x -> List.of(x, x % number)),
                        s -> s.flatMap(x -> Stream.of(x, x % number)),
                        true);
            case 3 -> both.then(d -> d.coalesce(partitions), s -> s, true);
            case 4 -> both.then(d -> d.repartition(partitions), s -> s, false);
            case 5 -> both.then(d -> d.distinct(partitions), Stream::distinct, false);
            case 6 ->
                new Both(
                        both.rows.sortBy(x -> x, Order.natural(), partitions),
                        both.model.stream().sorted().toList(),
                        true);
            case 7 ->
                new Both(
                        both.rows.sorted(Order.<Integer>natural().reversed(), partitions),
                        both.model.stream().sorted(Comparator.reverseOrder()).toList(),
                        true);
            case 8 ->
                both.then(
                        d -> d.union(numbers(1, number, partitions)),
                        s -> Stream.concat(s, IntStream.rangeClosed(1, number).boxed()),
                        true);
            case 9 ->
                both.then(
                        d -> d.keyBy(x -> x % number).reduceByKey(Integer::sum).values(),
                        s -> s.collect(Collectors.toMap(x -> x % number, x -> x, Integer::sum)).values().stream(),
                        false);
            case 10 ->
                both.then(
                        d -> d.keyBy(x -> x)
                                .partitionBy(KeyPartitioner.hash(partitions))
                                .map((k, v) -> k - v + k),
                        s -> s,
                        false);
            case 11 ->
                both.then(
                        d -> d.mapPartitions(each -> each)
                                .mapToLong(x -> x)
                                .map(x -> x + 1)
                                .mapToObject(x -> (int) x),
                        s -> s.map(x -> x + 1),
                        true);
            case 12 ->
                both.then(d -> d.subtract(numbers(0, number, 2)), s -> s.filter(x -> x < 0 || x > number), false);
            case 13 ->
                both.then(
                        d -> d.keyBy(x -> x % 7)
                                .join(numbers(0, 3, 2).keyBy(x -> x), Integer::sum)
                                .values(),
                        s -> s.filter(x -> x % 7 >= 0 && x % 7 <= 3).map(x -> x + x % 7),
                        false);
            default -> both.then(Dataset::cache, s -> s, true);
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_operationsAreChained_then_theResultIsTheModels(int seed) {
        Random random = new Random(seed);
        List<Integer> input = random.ints(random.nextInt(300), -50, 50).boxed().toList();
        Both both = new Both(tw.parallelize(input, 1 + random.nextInt(9)), input, true);
        for (int i = 0; i < 6; i++) {
            both = step(both, random);
        }
        List<Integer> found = both.rows.collect();
        if (both.ordered) {
            assertThat(found).as("seed %s", seed).isEqualTo(both.model);
        }
        assertThat(found).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(both.model);
        assertThat(both.rows.count()).as("seed %s", seed).isEqualTo(both.model.size());
        assertThat(both.rows.collect()).as("seed %s, again", seed).isEqualTo(found);
        assertThat(both.rows.takeOrdered(5))
                .as("seed %s", seed)
                .isEqualTo(both.model.stream().sorted().limit(5).toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_rowsAreGroupedAndJoined_then_theResultIsTheModels(int seed) {
        Random random = new Random(seed);
        List<Pair<String, Integer>> left = pairs(random);
        List<Pair<String, Integer>> right = pairs(random);
        KeyedDataset<String, Integer> one = tw.parallelizePairs(left, 1 + random.nextInt(6));
        KeyedDataset<String, Integer> other = tw.parallelizePairs(right, 1 + random.nextInt(6));
        if (random.nextBoolean()) {
            one = one.partitionBy(KeyPartitioner.hash(1 + random.nextInt(6)));
        }
        if (random.nextBoolean()) {
            other = other.mapValues(v -> v).groupByKey().flatMapValues(values -> values);
        }
        List<String> joined = new ArrayList<>();
        List<String> outer = new ArrayList<>();
        for (Pair<String, Integer> l : left) {
            for (Pair<String, Integer> r : right) {
                if (l.key().equals(r.key())) {
                    joined.add(l.key() + l.value() + "," + r.value());
                }
            }
        }
        outer.addAll(joined);
        left.stream()
                .filter(l -> !keys(right).contains(l.key()))
                .forEach(l -> outer.add(l.key() + l.value() + ",null"));
        right.stream()
                .filter(r -> !keys(left).contains(r.key()))
                .forEach(r -> outer.add(r.key() + "null," + r.value()));
        assertThat(one.join(other, (v, w) -> v + "," + w).map((k, v) -> k + v).collect())
                .containsExactlyInAnyOrderElementsOf(joined);
        assertThat(one.fullJoin(other, (v, w) -> v + "," + w)
                        .map((k, v) -> k + v)
                        .collect())
                .containsExactlyInAnyOrderElementsOf(outer);
        assertThat(one.groupByKey().mapValues(values -> list(values)).collectAsMap())
                .isEqualTo(left.stream()
                        .collect(Collectors.groupingBy(
                                Pair::key, Collectors.mapping(Pair::value, Collectors.toList()))));
        Map<String, Integer> sums = left.stream().collect(Collectors.toMap(Pair::key, Pair::value, Integer::sum));
        assertThat(one.reduceByKey(Integer::sum).collectAsMap()).isEqualTo(sums);
        assertThat(one.subtractByKey(other).keys().collect())
                .containsExactlyInAnyOrderElementsOf(left.stream()
                        .map(Pair::key)
                        .filter(key -> !keys(right).contains(key))
                        .toList());
    }

    private static Set<String> keys(List<Pair<String, Integer>> pairs) {
        return pairs.stream().map(Pair::key).collect(Collectors.toSet());
    }

    private static List<Pair<String, Integer>> pairs(Random random) {
        int keys = 1 + random.nextInt(12);
        return IntStream.range(0, random.nextInt(60))
                .mapToObj(i -> Pair.of("k" + random.nextInt(keys), i))
                .toList();
    }
}
