package io.tidewheel.integration.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.Order;
import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs a job and gives a result. */
abstract class ActionsContract extends OperationsContract {
    /** What tasks of this JVM saw, by test: functions are copied, static state is not. */
    private static final Map<String, Queue<Object>> SEEN = new ConcurrentHashMap<>();

    @BeforeEach
    void forgetWhatWasSeen() {
        SEEN.clear();
    }

    private static void see(String test, Object what) {
        SEEN.computeIfAbsent(test, key -> new ConcurrentLinkedQueue<>()).add(what);
    }

    private static Queue<Object> seen(String test) {
        Queue<Object> found = SEEN.remove(test);
        return found == null ? new ConcurrentLinkedQueue<>() : found;
    }

    @Test
    void case_J1_reduceAndFold() {
        assertThat(numbers(1, 4, 2).fold(0, Integer::sum)).isEqualTo(10);
        assertThat(numbers(1, 4, 2).reduce(Integer::sum)).isEqualTo(10);
        assertThatThrownBy(() -> tw.<Integer>parallelize(List.of(), 2).reduce(Integer::sum))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("reduce of")
                .hasMessageContaining("it has no elements");
        assertThatThrownBy(() -> tw.<Integer>empty().reduce(Integer::sum)).hasMessageContaining("it has no elements");
        assertThat(tw.<Integer>empty().fold(7, Integer::sum)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 1000})
    void case_J3_take(int partitions) {
        Dataset<Integer> some = numbers(1, 999, partitions);
        for (int n : new int[] {0, 1, 2, 3, 498, 500, 501, 998, 999, 1000}) {
            assertThat(some.take(n))
                    .isEqualTo(
                            IntStream.rangeClosed(1, Math.min(n, 999)).boxed().toList());
        }
    }

    @Test
    void case_J3_topAndTakeOrdered() {
        Dataset<Integer> some = tw.parallelize(List.of(1, 2, 3, 4, 10, 9, 8, 7, 6, 5), 3);
        assertThat(some.top(5)).containsExactly(10, 9, 8, 7, 6);
        assertThat(some.takeOrdered(3)).containsExactly(1, 2, 3);
        assertThat(some.takeOrdered(0)).isEmpty();
        assertThat(some.top(0)).isEmpty();
        assertThat(some.takeOrdered(100)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(some.top(2, Order.by((Integer x) -> -x))).containsExactly(1, 2);
        assertThat(some.takeOrdered(2, Order.<Integer>natural().reversed())).containsExactly(10, 9);
    }

    @Test
    void when_manyElementsAreOrdered_then_ofEqualOnesTheFirstAreTaken() {
        Dataset<Integer> some = numbers(0, 9999, 4);
        assertThat(some.takeOrdered(4, Order.by(x -> x % 10))).containsExactly(0, 10, 20, 30);
    }

    @Test
    void case_J8_oneTaskFailsOnce() {
        assumeTasksRunOnce();
        Dataset<Integer> squares = opened("local[1,2]")
                .parallelize(List.of(1, 2, 3), 3)
                .map(x -> {
                    see("oneFails", x);
                    if (x == 2
                            && SEEN.get("oneFails").stream().filter(x::equals).count() == 1) {
                        throw new IllegalStateException("failed=1");
                    }
                    return x * x;
                });
        assertThat(squares.collect()).containsExactly(1, 4, 9);
        assertThat(seen("oneFails")).as("four task runs").containsExactlyInAnyOrder(1, 2, 2, 3);
    }

    @Test
    void case_J8_aTaskAlwaysFails() {
        Dataset<Integer> failing = opened("local[1,2]")
                .parallelize(List.of(1, 2, 3), 3)
                .map(x -> {
                    if (x == 2) {
                        see("alwaysFails", x);
                        throw new IllegalStateException(
                                "failed=" + SEEN.get("alwaysFails").size());
                    }
                    return x;
                });
        assertThatThrownBy(failing::collect)
                .isInstanceOf(TidewheelException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("failed=2");
    }

    @Test
    void when_fewElementsAreTaken_then_fewPartitionsRun() {
        assumeTasksRunOnce();
        Dataset<Integer> watched = numbers(1, 100, 100).map(x -> {
            see("fewPartitions", x);
            return x;
        });
        assertThat(watched.take(1)).containsExactly(1);
        assertThat(seen("fewPartitions")).containsExactly(1);
        assertThat(watched.take(4)).containsExactly(1, 2, 3, 4);
        assertThat(seen("fewPartitions").size()).isLessThanOrEqualTo(5);
        assertThat(watched.isEmpty()).isFalse();
        assertThat(watched.first()).isEqualTo(1);
        assertThat(seen("fewPartitions")).containsExactly(1, 1);
    }

    @Test
    void when_takeCrossesAnExchange_then_theExchangeRunsOnce() {
        assumeTasksRunOnce();
        Dataset<Integer> watched = numbers(1, 10, 2)
                .map(x -> {
                    see("takeExchange", x);
                    return x;
                })
                .repartition(8);
        assertThat(watched.take(9)).hasSize(9);
        assertThat(seen("takeExchange")).hasSize(10);
    }

    @Test
    void when_thereIsNoFirst_then_itIsAnError() {
        assertThatThrownBy(() -> tw.parallelize(List.of(), 2).first()).hasMessageContaining("first of");
        assertThatThrownBy(() -> tw.<Integer>empty().min()).hasMessageContaining("min of");
        assertThatThrownBy(() -> tw.range(0, 0).max()).hasMessageContaining("max of");
        assertThatThrownBy(() -> numbers(1, 2, 1).take(-1)).hasMessageContaining("-1");
    }

    @Test
    void when_aggregated_then_eachPartitionBeginsWithACopyOfZero() {
        List<Integer> zero = new ArrayList<>();
        List<Integer> all = numbers(1, 6, 3)
                .aggregate(
                        zero,
                        (list, x) -> {
                            list.add(x);
                            return list;
                        },
                        (left, right) -> {
                            left.addAll(right);
                            return left;
                        });
        assertThat(all).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(zero).isEmpty();
        assertThat(numbers(1, 6, 3)
                        .<List<Integer>>aggregateFrom(
                                ArrayList::new,
                                (list, x) -> {
                                    list.add(x);
                                    return list;
                                },
                                (left, right) -> {
                                    left.addAll(right);
                                    return left;
                                }))
                .isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 40})
    void when_merged_inATree_then_theResultIsThatOfAList(int partitions) {
        String expected =
                IntStream.rangeClosed(1, 100).mapToObj(Integer::toString).reduce("", String::concat);
        for (int depth = 1; depth <= 4; depth++) {
            assertThat(numbers(1, 100, partitions).map(x -> "" + x).treeReduce(String::concat, depth))
                    .isEqualTo(expected);
            assertThat(numbers(1, 100, partitions).treeAggregate("", (s, x) -> s + x, String::concat, depth))
                    .isEqualTo(expected);
        }
        assertThat(tw.<Integer>empty().treeAggregate(5, Integer::sum, Integer::sum))
                .isEqualTo(5);
    }

    @Test
    void when_counted_then_everyElementCounts() {
        Dataset<String> words = tw.parallelize(Arrays.asList("a", "b", null, "a", null, "a"), 3);
        assertThat(words.count()).isEqualTo(6);
        Map<String, Long> counts = words.countByValue();
        assertThat(counts)
                .hasSize(3)
                .containsEntry("a", 3L)
                .containsEntry("b", 1L)
                .containsEntry(null, 2L);
        assertThat(words.keyBy(w -> w).countByKey()).isEqualTo(counts);
        assertThat(words.keyBy(w -> w).count()).isEqualTo(6);
        assertThat(words.max(Order.<String>natural().nullsFirst())).isEqualTo("b");
        assertThat(numbers(1, 9, 4).max()).isEqualTo(9);
        assertThat(numbers(1, 9, 4).min()).isEqualTo(1);
    }

    @Test
    void when_forEachIsCalled_then_tasksSeeEveryElement() {
        assumeTasksRunOnce();
        numbers(1, 6, 3).forEach(x -> see("forEach", x));
        assertThat(seen("forEach")).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
        numbers(1, 6, 3).forEachPartition(each -> see("forEachPartition", each.next()));
        assertThat(seen("forEachPartition")).containsExactlyInAnyOrder(1, 3, 5);
        var keyed = numbers(1, 3, 2).keyBy(x -> -x);
        keyed.forEach((k, v) -> see("forEachPair", k + v));
        keyed.forEach(pair -> see("forEachPair", pair));
        assertThat(seen("forEachPair")).containsExactlyInAnyOrder(0, 0, 0, p(-1, 1), p(-2, 2), p(-3, 3));
    }

    @Test
    void when_readLocally_then_partitionsRunOneByOne() {
        assumeTasksRunOnce();
        Iterator<Integer> each = numbers(1, 6, 3)
                .map(x -> {
                    see("toLocalIterator", x);
                    return x;
                })
                .toLocalIterator();
        assertThat(each.next()).isEqualTo(1);
        assertThat(seen("toLocalIterator")).containsExactly(1, 2);
        List<Integer> rest = new ArrayList<>();
        each.forEachRemaining(rest::add);
        assertThat(rest).containsExactly(2, 3, 4, 5, 6);
        assertThat(each.hasNext()).isFalse();
        assertThat(tw.empty().toLocalIterator().hasNext()).isFalse();
    }

    @Test
    void when_aKeyIsLookedUp_then_onlyItsPartitionRuns() {
        var keyed = numbers(0, 99, 5).keyBy(x -> x % 10);
        assertThat(keyed.lookup(3)).containsExactly(3, 13, 23, 33, 43, 53, 63, 73, 83, 93);
        assertThat(keyed.lookup(10)).isEmpty();
        var placed = keyed.partitionBy(KeyPartitioner.hash(4)).mapValues(x -> {
            see("lookup", x);
            return x;
        });
        assertThat(placed.lookup(3)).containsExactly(3, 13, 23, 33, 43, 53, 63, 73, 83, 93);
        assertThat(seen("lookup").size()).isLessThan(100);
        assertThat(pairs(2, p((String) null, 1), p("a", 2)).lookup(null)).containsExactly(1);
    }

    @Test
    void when_collectedAsAMap_then_theLastValueOfAKeyStays() {
        assertThat(pairs(2, p(1, "a"), p(2, "b"), p(1, "c")).collectAsMap()).isEqualTo(Map.of(1, "c", 2, "b"));
    }

    @Test
    void when_anActionIsCalledInsideAFunction_then_theErrorSaysWhatToDo() {
        Dataset<Integer> other = numbers(1, 3, 1);
        AtomicInteger never = new AtomicInteger();
        assertThatThrownBy(() ->
                        numbers(1, 2, 1).map(x -> never.get() + other.count()).collect())
                .isInstanceOf(TidewheelException.class);
    }

    @Test
    void when_theSessionIsClosed_then_theErrorNamesIt() {
        Dataset<Integer> left = numbers(1, 3, 1);
        tw.close();
        tw.close();
        assertThatThrownBy(left::count)
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("session '" + tw.name() + "' is closed");
        assertThatThrownBy(() -> tw.parallelize(List.of(1))).hasMessageContaining("is closed");
    }

    @Test
    void when_datasetsOfTwoSessionsMeet_then_itIsAnError() {
        Dataset<Integer> other = opened("local").parallelize(List.of(1));
        assertThatThrownBy(() -> numbers(1, 2, 1).union(other)).hasMessageContaining("belongs to session");
        assertThatThrownBy(() -> numbers(1, 2, 1).zip(other)).hasMessageContaining("belongs to session");
    }

    @Test
    void when_aFunctionThrows_then_theErrorHoldsTheCauseAndThePlace() {
        assertThatThrownBy(() -> numbers(1, 10, 2)
                        .map(x -> {
                            if (x == 7) {
                                throw new IOException("seven");
                            }
                            return x;
                        })
                        .collect())
                .isInstanceOf(TidewheelException.class)
                .hasRootCauseMessage("seven")
                .hasMessageContaining("stage 0");
    }

    @Test
    void when_mergingOnTheDriverFails_then_theErrorSaysSo() {
        assertThatThrownBy(() -> numbers(1, 2, 2).reduce((a, b) -> a / (b - 2)))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("reduce")
                .hasRootCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void when_zeroIsNotNeutral_then_itCountsForEachPartitionAndOnceMore() {
        assertThat(numbers(1, 3, 3).fold(1, Integer::sum)).isEqualTo(10);
        assertThat(numbers(1, 3, 1).fold(1, Integer::sum)).isEqualTo(8);
        assertThat(numbers(1, 3, 3).aggregate(1, Integer::sum, Integer::sum)).isEqualTo(10);
        assertThat(numbers(1, 3, 3).aggregateFrom(() -> 1, Integer::sum, Integer::sum))
                .isEqualTo(10);
        assertThat(numbers(1, 3, 3).foldFrom(() -> 1, Integer::sum)).isEqualTo(10);
        assertThat(numbers(1, 3, 3).treeAggregate(1, Integer::sum, Integer::sum))
                .isEqualTo(6 + 3 + 3 + 1);
        for (int depth = 1; depth <= 4; depth++) {
            assertThat(numbers(1, 100, 40).treeAggregateFrom(() -> 1, Integer::sum, Integer::sum, depth))
                    .isEqualTo(numbers(1, 100, 40).treeAggregate(1, Integer::sum, Integer::sum, depth));
        }
        assertThat(tw.parallelize(List.of("a", "b"), 2).fold("0", String::concat))
                .isEqualTo("00a0b");
        assertThat(tw.<Integer>empty().aggregate(5, Integer::sum, Integer::sum)).isEqualTo(5);
    }

    @Test
    void when_zeroIsMutable_then_itStaysAsItIs() {
        List<Integer> zero = new ArrayList<>(List.of(0));
        List<List<Integer>> parts = List.of(List.of(1), List.of(2));
        List<Integer> all = tw.parallelize(parts, 2).fold(zero, (left, right) -> {
            left.addAll(right);
            return left;
        });
        assertThat(all).containsExactly(0, 0, 1, 0, 2);
        assertThat(zero).containsExactly(0);
        assertThat(tw.<List<Integer>>empty().fold(zero, (left, right) -> left)).isNotSameAs(zero);
    }
}
