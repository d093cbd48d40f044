package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept when datasets that are nearly the same are persisted and unpersisted. */
class PersistTest {
    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();
    private final LongAccumulator computed = tw.longAccumulator("computed");
    private final Dataset<Integer> numbers = counted(tw.parallelize(List.of(1, 2, 3), 2));

    private Dataset<Integer> counted(Dataset<Integer> dataset) {
        LongAccumulator calls = computed;
        return dataset.map(x -> {
            calls.add(1);
            return x;
        });
    }

    @AfterEach
    void close() {
        tw.close();
    }

    private void assertComputedOnce(Rows<?> rows) {
        computed.reset();
        for (int i = 0; i < 3; i++) {
            assertThat(rows.count()).isEqualTo(3);
        }
        assertThat(computed.value()).isEqualTo(3);
    }

    @Test
    void when_aCopyOfAnotherNameIsUnpersisted_then_theOriginalIsToo() {
        numbers.cache();
        assertComputedOnce(numbers);
        numbers.named("z").unpersist();
        assertThat(numbers.storageLevel()).isNull();
        numbers.cache();
        assertThat(numbers.storageLevel()).isEqualTo(StorageLevel.MEMORY_ONLY);
        assertComputedOnce(numbers);
    }

    /** Every action that gives rows. */
    private static Stream<Function<KeyedDataset<Integer, List<Integer>>, Collection<List<Integer>>>> actions() {
        return Stream.of(
                rows -> rows.values().collect(),
                rows -> rows.values().take(3),
                rows -> rows.collectAsMap().values(),
                rows -> rows.lookup(2),
                rows -> rows.values().top(2, Order.by(list -> list.get(0))),
                rows -> rows.values().takeSample(false, 3),
                rows -> rows.values().takeSample(true, 3),
                rows -> rows.values().countByValue().keySet(),
                rows -> List.of(rows.values().reduce((x, y) -> y)),
                rows -> List.of(rows.values().fold(List.of(), (x, y) -> y)),
                rows -> List.of(rows.values().toLocalIterator().next()),
                rows -> rows.values().glom().collect().get(0),
                rows -> rows.values()
                        .filter(list -> !list.isEmpty())
                        .repartition(2)
                        .collect(),
                rows -> rows.sortByKey().values().collect());
    }

    @Test
    void when_whatAnActionGaveIsChanged_then_theCachedRowsStay() {
        KeyedDataset<Integer, List<Integer>> lists =
                numbers.mapToPair(x -> Pair.of(x, (List<Integer>) new ArrayList<>(List.of(x))));
        lists.cache();
        assertThat(lists.count()).isEqualTo(3);
        actions().forEach(action -> {
            new ArrayList<>(action.apply(lists)).forEach(list -> list.add(-1));
            assertThat(lists.values().collect()).containsExactly(List.of(1), List.of(2), List.of(3));
        });
    }

    /** Of a class that no codec knows. */
    private static final class Unknown {}

    @Test
    void when_cachedRowsCannotBeCopied_then_theyAreGivenAsTheyAre() {
        Dataset<Unknown> unknown = numbers.map(x -> new Unknown());
        unknown.cache();
        assertThat(unknown.collect()).hasSize(3).isEqualTo(unknown.collect());
    }

    @Test
    void when_cachedRowsCannotChange_then_theyAreGivenAsTheyAre() {
        Dataset<Pair<Integer, String>> rows = numbers.map(x -> Pair.of(x, "text " + x));
        rows.cache();
        rows.count();
        assertThat(rows.collect().get(1)).isSameAs(rows.collect().get(1));
    }

    @Test
    void when_aCopyOfAnotherNameIsPersisted_then_theOriginalIsToo() {
        Dataset<Integer> copy = numbers.named("z").cache();
        assertThat(numbers.storageLevel()).isEqualTo(StorageLevel.MEMORY_ONLY);
        assertComputedOnce(numbers);
        assertThat(copy.count()).isEqualTo(3);
        assertThat(computed.value()).isEqualTo(3);
    }

    @Test
    void when_theDatasetThatNothingMovedInIsUnpersisted_then_theOneItCameFromStays() {
        KeyedDataset<Integer, Integer> placed =
                numbers.<Integer, Integer>mapToPair(x -> Pair.of(x, x)).partitionBy(KeyPartitioner.hash(2));
        placed.cache();
        KeyedDataset<Integer, Integer> again = placed.partitionBy(KeyPartitioner.hash(2));
        assertThat(again.storageLevel()).isNull();
        again.unpersist();
        assertComputedOnce(placed);
        placed.unpersist();
        again.cache();
        assertComputedOnce(again);
    }
}
