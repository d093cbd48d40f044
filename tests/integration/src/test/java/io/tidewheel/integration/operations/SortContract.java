package io.tidewheel.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Order;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders over all partitions and within each. */
abstract class SortContract extends OperationsContract {
    private static final int MANY = 5000;

    private static List<Integer> shuffled() {
        return new Random(11).ints(MANY, -1000, 1000).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,5", "4,1", "4,4", "7,20"})
    void when_sorted_then_theWholeIsInOrder(int before, int after) {
        Dataset<Integer> some = tw.parallelize(shuffled(), before);
        List<Integer> expected = shuffled().stream().sorted().toList();
        assertThat(some.sortBy(x -> x, Order.natural(), after).collect()).isEqualTo(expected);
        assertThat(some.sortBy(x -> x).collect()).isEqualTo(expected);
        List<Integer> descending =
                shuffled().stream().sorted(Comparator.reverseOrder()).toList();
        assertThat(some.sorted(Order.<Integer>natural().reversed(), after).collect())
                .isEqualTo(descending);
        assertThat(some.sortBy(x -> x, Order.natural(), after).partitionCount()).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,8"})
    void when_keysAreEqual_then_theirOrderStays(int before, int after) {
        List<Pair<Integer, Integer>> expected = new ArrayList<>();
        List<Integer> keys = shuffled();
        for (int i = 0; i < MANY; i++) {
            expected.add(p(keys.get(i) % 10, i));
        }
        KeyedDataset<Integer, Integer> some = tw.parallelizePairs(expected, before);
        expected.sort(Comparator.comparing(Pair::key));
        assertThat(some.sortByKey(Order.natural(), after).collect()).isEqualTo(expected);
    }

    @Test
    void when_keysAreSkewed_then_rangesAreStillUsed() {
        Dataset<Integer> some = tw.parallelize(shuffled(), 4);
        List<Integer> sizes =
                some.sortBy(x -> x, Order.natural(), 5).glom().map(List::size).collect();
        assertThat(sizes).allMatch(size -> size > MANY / 5 / 2 && size < MANY / 5 * 2);
        Dataset<Integer> alike = tw.parallelize(Collections.nCopies(100, 7), 4);
        assertThat(alike.sortBy(x -> x, Order.natural(), 5).collect()).hasSize(100);
    }

    @Test
    void when_keysAreNull_then_theOrderSaysWhere() {
        Dataset<String> some = tw.parallelize(Arrays.asList("b", null, "a"), 3);
        assertThat(some.sorted(Order.<String>natural().nullsLast()).collect()).containsExactly("a", "b", null);
    }

    @Test
    void when_sortedWithinPartitions_then_keysLieWhereThePartitionerSays() {
        KeyedDataset<Integer, Integer> some = tw.parallelize(shuffled(), 3).keyBy(x -> x);
        List<List<Integer>> parts = some.repartitionAndSortWithinPartitions(new KeyedContract.ByParity(2))
                .keys()
                .glom()
                .collect();
        assertThat(parts.get(0)).isSorted().allMatch(x -> x % 2 == 0);
        assertThat(parts.get(1)).isSorted().allMatch(x -> x % 2 != 0);
        assertThat(parts.get(0).size() + parts.get(1).size()).isEqualTo(MANY);
        assertThat(some.repartitionAndSortWithinPartitions(
                                KeyPartitioner.hash(3), Order.<Integer>natural().reversed())
                        .keys()
                        .glom()
                        .collect())
                .allSatisfy(part -> assertThat(part).isSortedAccordingTo(Comparator.reverseOrder()));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,5", "4,4", "7,20"})
    void when_sortedByKey_then_lookupsAndPlacementsFollowItsRanges(int before, int after) {
        KeyedDataset<Integer, Integer> some = tw.parallelize(shuffled(), before).keyBy(x -> x, x -> -x);
        KeyedDataset<Integer, Integer> sorted =
                some.sortByKey(Order.<Integer>natural().reversed(), after);
        for (int key : List.of(-1000, -999, 0, 1, 999, 1000)) {
            assertThat(sorted.lookup(key)).isEqualTo(some.lookup(key));
        }
        for (int from : List.of(-2000, -3, 500)) {
            assertThat(sorted.filterByRange(
                                    from + 600, from, Order.<Integer>natural().reversed())
                            .collect())
                    .isEqualTo(sorted.filter((k, v) -> from <= k && k <= from + 600)
                            .collect());
            assertThat(some.filterByRange(from, from + 600).collect())
                    .isEqualTo(
                            some.filter((k, v) -> from <= k && k <= from + 600).collect());
            assertThat(sorted.filterByRange(from, from + 600).count())
                    .isEqualTo(some.filterByRange(from, from + 600).count());
        }
        assertThat(some.filterByRange(3, 2).collect()).isEmpty();
        KeyPartitioner<Integer> ranges = sorted.partitioner().orElseThrow();
        List<List<Integer>> parts = sorted.keys().glom().collect();
        for (int partition = 0; partition < after; partition++) {
            int expected = partition;
            assertThat(parts.get(partition)).allMatch(key -> ranges.partition(key) == expected);
        }
        KeyedDataset<Integer, Integer> placed =
                some.filter((k, v) -> k % 3 == 0).partitionBy(ranges);
        assertThat(placed.keys().glom().collect()).hasSize(after).allSatisfy(part -> assertThat(parts)
                .anyMatch(range -> range.containsAll(part)));
        assertThat(sorted.join(placed, Integer::sum).count())
                .isEqualTo(some.join(placed, Integer::sum).count());
        assertThat(placed.reduceByKey(Integer::sum).collectAsMap())
                .isEqualTo(some.filter((k, v) -> k % 3 == 0)
                        .reduceByKey(Integer::sum)
                        .collectAsMap());
    }

    @Test
    void when_aKeyIsNull_then_theErrorSaysWhatToDo() {
        Dataset<String> some = tw.parallelize(Arrays.asList("b", null, "a", "c"), 2);
        assertThatThrownBy(() -> some.sortBy(x -> x).collect())
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageStartingWith("sortBy: ")
                .hasMessageContaining("natural order has no place for null")
                .hasMessageContaining("nullsFirst()");
        assertThatThrownBy(() -> some.sortBy(x -> x, Order.natural(), 1).collect())
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("nullsFirst()");
        assertThatThrownBy(some::max).isInstanceOf(TidewheelException.class).hasMessageContaining("nullsFirst()");
        assertThatThrownBy(() -> tw.parallelize(Arrays.asList("b", null), 2).takeOrdered(2))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("takeOrdered")
                .hasMessageContaining("nullsFirst()");
    }

    @Test
    void when_anOrderFailsOnTheDriver_then_theErrorNamesTheOperation() {
        Order<Integer> failing = Order.of((left, right) -> {
            throw new IllegalStateException("cannot compare " + left + " and " + right);
        });
        assertThatThrownBy(() -> numbers(1, 9, 3).sorted(failing).collect())
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER_FUNCTION))
                .hasMessageStartingWith("sorted: ")
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> numbers(1, 2, 2).takeOrdered(2, failing))
                .isInstanceOf(TidewheelException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
    }
}
