package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import java.util.List;
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
