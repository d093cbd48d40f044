package io.tidewheel.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.TaskContext;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects that functions change while the engine hands them on: every answer is as if each had its own. */
class AliasingTest {
    private static final int ROWS = 6000;
    private static final int KEYS = 7;
    private static final Map<Integer, Integer> ATTEMPTS = new ConcurrentHashMap<>();

    private final Tidewheel session = Tidewheel.builder().master("local[2,2]").open();

    @BeforeEach
    void forget() {
        ATTEMPTS.clear();
    }

    @AfterEach
    void close() {
        session.close();
    }

    private KeyedDataset<Integer, Integer> numbers() {
        return session.parallelize(IntStream.range(0, ROWS).boxed().toList(), 5).keyBy(x -> x % KEYS);
    }

    private static Map<Integer, List<Integer>> byKey() {
        Map<Integer, List<Integer>> lists = new TreeMap<>();
        IntStream.range(0, ROWS).forEach(x -> lists.computeIfAbsent(x % KEYS, k -> new ArrayList<>())
                .add(x));
        return lists;
    }

    private static <T> List<T> append(List<T> list, T value) {
        list.add(value);
        return list;
    }

    private static <T> List<T> appendAll(List<T> list, List<T> values) {
        list.addAll(values);
        return list;
    }

    /** Fails the first attempt of every partition, after all rows were read. */
    private static <T> List<T> failOnce(Iterable<T> rows) {
        List<T> all = new ArrayList<>();
        rows.forEach(all::add);
        if (ATTEMPTS.merge(TaskContext.current().partition(), 1, Integer::sum) == 1) {
            throw new IllegalStateException("the first attempt fails");
        }
        return all;
    }

    @Test
    void when_theZeroIsOneMutableList_then_everyKeyHasItsOwn() {
        KeyedDataset<Integer, List<Integer>> lists = numbers()
                .<List<Integer>>aggregateByKey(new ArrayList<>(), AliasingTest::append, AliasingTest::appendAll)
                .mapValues(list -> list);
        assertThat(new TreeMap<>(lists.collectAsMap())).isEqualTo(byKey());
        assertThat(new TreeMap<>(lists.collectAsMap())).as("once more").isEqualTo(byKey());
    }

    @Test
    void when_reduceChangesItsFirstArgument_then_theSourceAndACacheStayAsTheyWere() {
        List<Pair<Integer, List<Integer>>> rows = IntStream.range(0, ROWS)
                .mapToObj(x -> new Pair<Integer, List<Integer>>(x % KEYS, new ArrayList<>(List.of(x))))
                .toList();
        KeyedDataset<Integer, List<Integer>> source = session.parallelizePairs(rows, 5);
        KeyedDataset<Integer, List<Integer>> cached = source.mapValues(list -> new ArrayList<>(list));
        cached.cache();
        for (KeyedDataset<Integer, List<Integer>> input : List.of(source, cached)) {
            for (int run = 0; run < 3; run++) {
                assertThat(new TreeMap<>(
                                input.reduceByKey(AliasingTest::appendAll).collectAsMap()))
                        .as("run %d", run)
                        .isEqualTo(byKey());
            }
            assertThat(input.filter((k, list) -> list.size() != 1).count()).isZero();
        }
        assertThat(rows).allSatisfy(row -> assertThat(row.value()).hasSize(1));
    }

    @Test
    void when_aReduceTaskFailsAfterMerging_then_theNextAttemptMergesUnchangedInputs() {
        Map<Integer, List<Integer>> lists = new TreeMap<>();
        numbers()
                .<List<Integer>>aggregateByKey(new ArrayList<>(), AliasingTest::append, AliasingTest::appendAll)
                .pairs()
                .mapPartitions(rows -> failOnce(() -> rows).iterator())
                .collect()
                .forEach(pair -> lists.put(pair.key(), pair.value()));
        assertThat(lists).isEqualTo(byKey());
        assertThat(ATTEMPTS.values()).as("attempts of the partitions").containsOnly(2);
    }

    @Test
    void when_twoBranchesChangeTheSameExchangedAccumulators_then_eachSeesThemUnchanged() {
        KeyedDataset<Integer, List<Integer>> lists = numbers()
                .<List<Integer>>aggregateByKey(new ArrayList<>(), AliasingTest::append, AliasingTest::appendAll);
        KeyedDataset<Integer, Integer> sizes = lists.reduceByKey((a, b) -> appendAll(a, b))
                .mapValues(list -> append(list, -1).size())
                .union(lists.repartition(3).mapValues(list -> append(list, -2).size()));
        assertThat(sizes.filter((k, size) -> size != byKey().get(k).size() + 1).collect())
                .isEmpty();
        assertThat(sizes.count()).isEqualTo(2 * KEYS);
    }
}
