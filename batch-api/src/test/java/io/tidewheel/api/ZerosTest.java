package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A zero is the user's before, and the result is the user's afterwards: neither is seen by another run. */
class ZerosTest {
    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();
    private final List<Integer> zero = new ArrayList<>(List.of(0));

    @AfterEach
    void close() {
        tw.close();
    }

    private static List<Integer> added(List<Integer> list, Integer value) {
        list.add(value);
        return list;
    }

    private static List<Integer> joined(List<Integer> left, List<Integer> right) {
        left.addAll(right);
        return left;
    }

    /** Whatever is done to a result, the next run gives the same. */
    private void assertOwned(Supplier<List<Integer>> action) {
        List<Integer> first = action.get();
        List<Integer> expected = List.copyOf(first);
        first.add(99);
        assertThat(zero).containsExactly(0);
        assertThat(action.get()).isEqualTo(expected).isNotSameAs(first);
    }

    @Test
    void when_theResultIsChanged_then_theNextRunIsStillRight() {
        Dataset<Integer> none = tw.empty();
        Dataset<List<Integer>> noLists = tw.empty();
        Dataset<Integer> emptyPartitions = tw.parallelize(List.of(), 3);
        Dataset<Integer> some = tw.parallelize(List.of(1, 2, 3), 2);
        Dataset<List<Integer>> lists = tw.parallelize(List.of(List.of(1), List.of(2)), 2);
        for (Dataset<Integer> rows : List.of(none, emptyPartitions, some)) {
            assertOwned(() -> rows.aggregate(zero, ZerosTest::added, ZerosTest::joined));
            assertOwned(() -> rows.<List<Integer>>aggregateFrom(ArrayList::new, ZerosTest::added, ZerosTest::joined));
            assertOwned(() -> rows.treeAggregate(zero, ZerosTest::added, ZerosTest::joined));
        }
        for (Dataset<List<Integer>> rows : List.of(noLists, lists)) {
            assertOwned(() -> rows.fold(zero, ZerosTest::joined));
        }
    }

    @Test
    void when_zeroIsChangedBeforeTheJobRuns_then_itCountsAsItWasGiven() {
        KeyedDataset<Integer, Integer> some =
                tw.parallelize(List.of(1, 2, 3), 2).keyBy(x -> x % 2);
        KeyedDataset<Integer, List<Integer>> all = some.aggregateByKey(zero, ZerosTest::added, ZerosTest::joined, 3);
        KeyedDataset<Integer, List<Integer>> folded =
                some.mapValues(x -> List.of(x)).foldByKey(zero, ZerosTest::joined, 3);
        zero.add(77);
        assertThat(all.lookup(0)).containsExactly(List.of(0, 2));
        assertThat(folded.lookup(0)).containsExactly(List.of(0, 2));
        assertThat(all.mapValues(List::size).collectAsMap()).isEqualTo(Map.of(0, 2, 1, 4));
    }
}
