package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.engine.event.EngineEvent.TaskStarted;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sort by key knows of where its keys are, and who makes use of it. */
class SortedKeysTest {
    private static final int RANGES = 5;

    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();
    private final List<TaskStarted> tasks = new CopyOnWriteArrayList<>();
    private final KeyedDataset<Integer, String> shuffled = keyed(tw);
    private final KeyedDataset<Integer, String> sorted = shuffled.sortByKey(Order.natural(), RANGES);

    private static KeyedDataset<Integer, String> keyed(Tidewheel session) {
        List<Integer> keys =
                IntStream.range(0, 1000).map(i -> i * 577 % 500).boxed().toList();
        return session.parallelize(keys, 4).keyBy(x -> x, x -> "v" + x);
    }

    @AfterEach
    void close() {
        tw.close();
    }

    private void countTasks() {
        tw.listen(event -> {
            if (event instanceof TaskStarted started) {
                tasks.add(started);
            }
        });
    }

    @Test
    void when_aKeyIsLookedUpAfterASort_then_oneTaskRuns() {
        sorted.cache().count();
        countTasks();
        for (int key : List.of(0, 123, 499)) {
            tasks.clear();
            assertThat(sorted.lookup(key)).containsExactly("v" + key, "v" + key);
            assertThat(tasks).hasSize(1);
            tasks.clear();
            assertThat(sorted.mapValues(String::length).filter((k, v) -> v > 0).lookup(key))
                    .hasSize(2);
            assertThat(tasks).hasSize(1);
        }
        for (int key : List.of(-1, 500)) {
            tasks.clear();
            assertThat(sorted.lookup(key)).isEmpty();
            assertThat(tasks).hasSize(1);
        }
    }

    @Test
    void when_theOrderCannotCompareAKey_then_theErrorNamesTheOperationAndTheWayOut() {
        List<String> words = Arrays.asList("b", null, "a");

        assertThatThrownBy(() -> tw.parallelize(words, 2)
                        .sortBy(word -> word, Order.natural(), 2)
                        .collect())
                .hasMessageStartingWith("sortBy: the order failed on the driver, comparing two keys: ")
                .hasMessageContaining("; correct the order, or filter out the keys that it cannot compare")
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION));
        assertThatThrownBy(() ->
                        tw.parallelize(words, 2).sorted(Order.natural(), 2).collect())
                .hasMessageStartingWith("sorted: ");
        assertThat(tw.parallelize(words, 2)
                        .sortBy(word -> word, Order.<String>natural().nullsFirst(), 2)
                        .collect())
                .containsExactly(null, "a", "b");
    }

    @Test
    void when_theOrderThrowsACheckedExceptionOnTheDriver_then_itIsTheUsersFunctionAllTheSame() {
        Order<Integer> order = Order.by(number -> {
            if (CurrentTask.get() == null) { // on the driver
                throw new IOException("the dictionary is gone");
            }
            return number;
        });
        assertThatThrownBy(() ->
                        tw.parallelize(List.of(3, 1, 2), 2).sorted(order, 2).collect())
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContainingAll("sorted: the order failed on the driver", "the dictionary is gone");
        assertThatThrownBy(() -> tw.parallelize(List.of(3, 1, 2), 2).takeOrdered(2, order))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContainingAll("takeOrdered failed on the driver", "the dictionary is gone");
    }

    @Test
    void when_nothingRanBefore_then_aLookupFindsTheBoundsFirst() {
        countTasks();
        assertThat(sorted.lookup(7)).containsExactly("v7", "v7");
        assertThat(tasks)
                .as("the sample, the maps of the sort, and one of its ranges")
                .hasSize(4 + 4 + 1);
    }

    @Test
    void when_askedForItsPartitioner_then_aSortTellsWithoutRunningAnything() {
        countTasks();
        KeyPartitioner<Integer> ranges = sorted.partitioner().orElseThrow();
        assertThat(ranges)
                .hasToString("range(5)")
                .isEqualTo(sorted.partitioner().orElseThrow());
        assertThat(ranges)
                .isNotEqualTo(shuffled.sortByKey(Order.natural(), RANGES)
                        .partitioner()
                        .orElseThrow());
        assertThat(ranges.partitions()).isEqualTo(RANGES);
        assertThat(tasks).isEmpty();

        List<List<Integer>> parts = sorted.keys().glom().collect();
        for (int partition = 0; partition < RANGES; partition++) {
            int expected = partition;
            assertThat(parts.get(partition)).isNotEmpty().allMatch(key -> ranges.partition(key) == expected);
        }
    }

    @Test
    void when_othersArePlacedByASort_then_nothingMovesTwice() {
        KeyPartitioner<Integer> ranges = sorted.partitioner().orElseThrow();
        KeyedDataset<Integer, String> placed = keyed(tw).partitionBy(ranges);
        assertThat(placed.keys().glom().map(List::size).collect())
                .isEqualTo(sorted.keys().glom().map(List::size).collect());
        assertThat(placed.partitioner()).contains(ranges);
        assertThat(placed.lookup(42)).containsExactly("v42", "v42");
        assertThat(placed.partitionBy(ranges).explain()).isEqualTo(placed.explain());
        assertThat(keyed(tw).reduceByKey((a, b) -> a, ranges).lookup(42)).containsExactly("v42");
        assertThat(keyed(tw).groupByKey(ranges).keys().collect()).hasSize(500);
        assertThat(keyed(tw).repartitionAndSortWithinPartitions(ranges).collect())
                .isEqualTo(sorted.collect());

        assertThat(stages(sorted)).isEqualTo(2);
        assertThat(stages(sorted.reduceByKey((a, b) -> a))).isEqualTo(2);
        assertThat(stages(sorted.join(placed))).isEqualTo(3);
        assertThat(stages(sorted.join(keyed(tw)))).isEqualTo(3);
    }

    private static long stages(KeyedDataset<?, ?> rows) {
        return rows.explain().lines().filter(line -> line.startsWith("stage ")).count();
    }

    @Test
    void when_aSortIsJoinedOrReduced_then_rangesHoldTheirKeysInHashOrder() {
        KeyedDataset<Integer, String> firsts = sorted.reduceByKey((a, b) -> a);
        assertThat(firsts.partitioner()).isEqualTo(sorted.partitioner());
        assertThat(firsts.collectAsMap())
                .isEqualTo(keyed(tw).reduceByKey((a, b) -> a).collectAsMap());
        assertThat(sorted.join(keyed(tw), (v, w) -> v + w).collect())
                .isEqualTo(keyed(tw)
                        .partitionBy(sorted.partitioner().orElseThrow())
                        .join(keyed(tw), (v, w) -> v + w)
                        .collect());
        assertThat(firsts.lookup(77)).containsExactly("v77");
    }

    @Test
    void when_aRangeOfSortedKeysIsWanted_then_otherPartitionsAreNotRead() {
        LongAccumulator read = tw.longAccumulator("read");
        KeyedDataset<Integer, String> watched = sorted.mapValues(value -> {
            read.add(1);
            return value;
        });
        KeyedDataset<Integer, String> some = watched.filterByRange(10, 19);
        assertThat(some.keys().distinct().collect()).containsExactlyInAnyOrder(10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        assertThat(read.value()).isBetween(20L, 1000L / RANGES * 2);
        assertThat(some.partitioner()).isEqualTo(sorted.partitioner());
        assertThat(some.partitionCount()).isEqualTo(RANGES);
        assertThat(some.lookup(19)).hasSize(2);

        read.reset();
        assertThat(watched.filterByRange(19, 10, Order.<Integer>natural().reversed())
                        .collect())
                .as("another order than that of the sort: all is read")
                .isEqualTo(some.collect());
        assertThat(read.value()).isGreaterThan(1000);
    }

    @Test
    void when_thePartitionerOfASortIsUsedElsewhere_then_theErrorSaysWhatToDo() {
        KeyPartitioner<Integer> ranges = sorted.partitioner().orElseThrow();
        assertThatThrownBy(() -> shuffled.map((k, v) -> ranges.partition(k)).collect())
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasStackTraceContaining("range(5)")
                .hasStackTraceContaining("driver");
        try (Tidewheel other =
                Tidewheel.builder().master("local[1]").name("other").open()) {
            assertThatThrownBy(() -> keyed(other).partitionBy(ranges))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                    .hasMessageContaining("range(5)")
                    .hasMessageContaining(other.toString());
        }
        assertThatThrownBy(() -> sorted.lookup(null))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageContaining("range(5)")
                .hasMessageContaining("natural order has no place for null");
    }
}
