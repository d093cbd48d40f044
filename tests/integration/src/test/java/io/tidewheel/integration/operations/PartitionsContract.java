package io.tidewheel.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.LongDataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Operations that see where elements lie. */
abstract class PartitionsContract extends OperationsContract {
    private static List<Integer> range(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void case_J2_coalesce() {
        Dataset<Integer> ten = numbers(1, 10, 10);
        assertThat(ten.coalesce(2).glom().collect()).containsExactly(range(1, 5), range(6, 10));
        assertThat(ten.coalesce(3).glom().collect()).containsExactly(range(1, 3), range(4, 6), range(7, 10));
        assertThat(ten.coalesce(20).partitionCount()).isEqualTo(10);
        assertThat(ten.coalesce(20, true).partitionCount()).isEqualTo(20);
        assertThat(ten.coalesce(20, true).collect()).containsExactlyInAnyOrderElementsOf(range(1, 10));
        assertThatThrownBy(() -> ten.coalesce(0)).hasMessageContaining("must be at least 1");
        assertThatThrownBy(() -> ten.repartition(0)).hasMessageContaining("must be at least 1");
    }

    @Test
    void case_J2_repartitionLeavesNoPartitionEmpty() {
        for (int before : new int[] {1, 2, 10, 100}) {
            List<List<Integer>> parts =
                    numbers(1, 1000, before).repartition(20).glom().collect();
            assertThat(parts).hasSize(20).noneMatch(List::isEmpty);
            assertThat(parts.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(range(1, 1000));
        }
    }

    @Test
    void case_J3_zip() {
        assertThat(numbers(1, 4, 2).zip(numbers(5, 8, 2)).collect())
                .containsExactly(p(1, 5), p(2, 6), p(3, 7), p(4, 8));
        assertThatThrownBy(() -> numbers(1, 4, 2).zip(numbers(1, 4, 3)))
                .hasMessageContaining("2 partitions")
                .hasMessageContaining("zipWithIndex");
        assertThatThrownBy(() -> numbers(1, 4, 2).zip(numbers(1, 5, 2)).collect())
                .hasStackTraceContaining("the left side ended after 2 elements");
        assertThatThrownBy(() -> numbers(1, 5, 2).zip(numbers(1, 4, 2)).collect())
                .hasStackTraceContaining("the right side ended after 2 elements");
    }

    @Test
    void when_partitionsAreZipped_then_theFunctionSeesBoth() {
        assertThat(numbers(1, 4, 2)
                        .zipPartitions(numbers(1, 6, 2), (left, right) -> List.of(size(left), size(right))
                                .iterator())
                        .collect())
                .containsExactly(2, 3, 2, 3);
        assertThatThrownBy(() -> numbers(1, 4, 2).zipPartitions(numbers(1, 4, 1), (l, r) -> l))
                .hasMessageContaining("equally many");
    }

    private static int size(Iterator<?> elements) {
        int size = 0;
        for (; elements.hasNext(); elements.next()) {
            size++;
        }
        return size;
    }

    @Test
    void when_elementsAreNumbered_then_numbersAreConsecutiveOrUnique() {
        for (int partitions : new int[] {1, 2, 3, 11}) {
            Dataset<Integer> some = numbers(0, 9, partitions).filter(x -> x != 4);
            assertThat(some.zipWithIndex().values().collect()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(some.zipWithIndex().keys().collect()).isEqualTo(some.collect());
            assertThat(some.zipWithUniqueId().values().collect()).doesNotHaveDuplicates();
        }
        assertThat(numbers(0, 4, 2).zipWithUniqueId().values().collect()).containsExactly(0L, 2L, 1L, 3L, 5L);
    }

    @Test
    void when_aStepKnowsItsPartition_then_itIsThatOfItsOwnDataset() {
        Dataset<Integer> indexes =
                numbers(1, 4, 4).mapPartitionsWithIndex((p, each) -> List.of(p).iterator());
        assertThat(indexes.coalesce(2).collect()).containsExactly(0, 1, 2, 3);
        assertThat(indexes.union(indexes).collect()).containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
        assertThat(indexes.cartesian(indexes).keys().distinct().count()).isEqualTo(4);
        assertThat(numbers(1, 8, 4).zipWithIndex().coalesce(2).values().collect())
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void when_datasetsAreUnited_then_partitionsFollowEachOther() {
        Dataset<Integer> both = numbers(1, 3, 2).union(numbers(3, 4, 1));
        assertThat(both.partitionCount()).isEqualTo(3);
        assertThat(both.collect()).containsExactly(1, 2, 3, 3, 4);
        assertThat(tw.union(both, both, numbers(9, 9, 1)).collect()).containsExactly(1, 2, 3, 3, 4, 1, 2, 3, 3, 4, 9);
        assertThat(both.unionAll(Collections.nCopies(9, both)).count()).isEqualTo(50);
        assertThat(pairs(1, p(1, 2)).union(pairs(2, p(3, 4))).collect()).containsExactly(p(1, 2), p(3, 4));
    }

    @Test
    void when_crossed_then_everyElementMeetsEveryOther() {
        assertThat(numbers(1, 3, 2)
                        .cartesian(tw.parallelize(List.of("a", "b"), 2))
                        .collect())
                .containsExactlyInAnyOrder(p(1, "a"), p(1, "b"), p(2, "a"), p(2, "b"), p(3, "a"), p(3, "b"));
        assertThat(numbers(1, 3, 2).cartesian(numbers(1, 4, 3)).partitionCount())
                .isEqualTo(6);
        Dataset<Integer> exchanged = numbers(1, 10, 3).repartition(4);
        assertThat(exchanged.cartesian(exchanged).count()).isEqualTo(100);
        assertThat(numbers(1, 3, 2)
                        .cartesian(tw.<Integer>parallelize(List.of(), 2))
                        .count())
                .isZero();
    }

    @Test
    void when_sampled_then_theSameSeedChoosesTheSame() {
        Dataset<Integer> many = numbers(1, 10_000, 7);
        List<Integer> sample = many.sample(false, 0.1, 3).collect();
        assertThat(sample).hasSizeBetween(800, 1200).isSorted().doesNotHaveDuplicates();
        assertThat(many.sample(false, 0.1, 3).collect()).isEqualTo(sample);
        assertThat(many.sample(false, 0.1, 4).collect()).isNotEqualTo(sample);
        assertThat(many.sample(true, 2.5, 3).count()).isBetween(24_000L, 26_000L);
        assertThat(many.sample(true, 100, 3).count()).isBetween(990_000L, 1_010_000L);
        assertThat(many.sample(false, 0).count()).isZero();
        assertThat(many.sample(false, 1).collect()).isEqualTo(many.collect());
        assertThatThrownBy(() -> many.sample(false, 1.5)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> many.sample(true, -1)).hasMessageContaining(">= 0");
        assertThat(many.coalesce(2).sample(false, 0.1, 3).count()).isBetween(800L, 1200L);
    }

    @Test
    void when_splitAtRandom_then_everyElementIsInOnePart() {
        Dataset<Integer> many = numbers(1, 10_000, 5);
        List<Dataset<Integer>> parts = many.randomSplit(1, 2, 7);
        assertThat(parts).hasSize(3);
        assertThat(parts.get(0).count()).isBetween(850L, 1150L);
        assertThat(parts.get(1).count()).isBetween(1800L, 2200L);
        List<Integer> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.collect()));
        assertThat(all).containsExactlyInAnyOrderElementsOf(range(1, 10_000));
        assertThatThrownBy(() -> many.randomSplit(0, 0)).hasMessageContaining("sum of weights");
    }

    @Test
    void when_aSampleOfASizeIsTaken_then_itHasTheSize() {
        Dataset<Integer> many = numbers(1, 1000, 6);
        List<Integer> sample = many.takeSample(false, 100, 5);
        assertThat(sample).hasSize(100).doesNotHaveDuplicates();
        assertThat(many.takeSample(false, 100, 5)).isEqualTo(sample);
        assertThat(sample.stream().mapToInt(x -> x).average().orElseThrow()).isBetween(400.0, 600.0);
        assertThat(many.takeSample(false, 5000, 5)).containsExactlyInAnyOrderElementsOf(range(1, 1000));
        List<Integer> replaced = many.takeSample(true, 5000, 5);
        assertThat(replaced).hasSize(5000);
        assertThat(new HashSet<>(replaced).size()).isBetween(900, 1000);
        assertThat(many.takeSample(true, 0)).isEmpty();
    }

    @Test
    void when_aDatasetIsCached_then_itIsComputedOnce() {
        Counted.CALLS.set(0);
        Dataset<Integer> cached = numbers(1, 6, 3).map(Counted::call).cache();
        assertThat(cached.count()).isEqualTo(6);
        assertThat(cached.map(x -> x + 1).collect()).containsExactly(2, 3, 4, 5, 6, 7);
        assertCallsIfCachesAreKept(6);
        Dataset<Integer> derived = cached.map(x -> x);
        cached.unpersist();
        assertThat(cached.storageLevel()).isNull();
        assertThat(cached.count()).isEqualTo(6);
        assertThat(derived.count()).isEqualTo(6);
        assertThat(derived.count()).isEqualTo(6);
        assertCallsIfCachesAreKept(24);
    }

    /** A backend that forgets caches computes them as often as it likes; their rows are what everybody must get right. */
    private void assertCallsIfCachesAreKept(int calls) {
        if (suite().keepsCaches()) {
            assertThat(Counted.CALLS.get()).isEqualTo(calls);
        } else {
            assertThat(Counted.CALLS.get()).isGreaterThanOrEqualTo(calls);
        }
    }

    @Test
    void when_mutableElementsAreParallelized_then_tasksGetCopies() {
        List<int[]> shared = Arrays.asList(new int[] {1}, new int[] {2});
        Dataset<Integer> changed = tw.parallelize(shared, 2).map(array -> ++array[0]);
        assertThat(changed.collect()).containsExactly(2, 3);
        assertThat(changed.collect()).containsExactly(2, 3);
        assertThat(shared.get(0)).containsExactly(1);
    }

    @Test
    void when_rangesAreCut_then_partitionsAreEven() {
        LongDataset range = tw.range(0, 10, 1, 4);
        assertThat(range.boxed().glom().map(List::size).collect()).containsExactly(2, 3, 2, 3);
    }

    @Test
    void when_elementsAreNumbered_then_theLastPartitionIsNotCounted() {
        assumeTasksRunOnce();
        Counted.CALLS.set(0);
        KeyedDataset<Integer, Long> alone = numbers(1, 6, 1).map(Counted::call).zipWithIndex();
        assertThat(alone.values().collect()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(Counted.CALLS.get()).isEqualTo(6);
        KeyedDataset<Integer, Long> three = numbers(1, 6, 3).map(Counted::call).zipWithIndex();
        assertThat(three.values().collect()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(Counted.CALLS.get()).isEqualTo(6 + 4 + 6);
        assertThat(numbers(1, 6, 3).repartition(4).zipWithIndex().values().collect())
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(tw.empty().zipWithIndex().collect()).isEmpty();
    }
}
