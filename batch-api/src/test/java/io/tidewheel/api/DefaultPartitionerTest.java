package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.config.Keys;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which partitioner an operation by key takes when it is given none. */
class DefaultPartitionerTest {
    private final Tidewheel tw = Tidewheel.builder().master("local[2]").open();
    private final Tidewheel seven = Tidewheel.builder()
            .master("local[2]")
            .config(Keys.DEFAULT_PARALLELISM.name(), "7")
            .open();

    @AfterEach
    void close() {
        tw.close();
        seven.close();
    }

    private static KeyedDataset<Integer, Integer> unplaced(Tidewheel session, int partitions) {
        return session.parallelize(List.of(1, 2, 3), partitions).keyBy(x -> x);
    }

    private static KeyedDataset<Integer, Integer> placed(Tidewheel session, int partitions) {
        return unplaced(session, 2).partitionBy(KeyPartitioner.hash(partitions));
    }

    private static void assertPlaced(KeyedDataset<?, ?> result, int partitions) {
        assertThat(result.partitioner()).isEqualTo(Optional.of(KeyPartitioner.hash(partitions)));
        assertThat(result.partitionCount()).isEqualTo(partitions);
    }

    @Test
    void when_noInputIsPlaced_then_thereAreAsManyPartitionsAsTheLargestHas() {
        assertPlaced(unplaced(tw, 3).reduceByKey(Integer::sum), 3);
        assertPlaced(unplaced(tw, 3).join(unplaced(tw, 5)), 5);
        assertPlaced(unplaced(tw, 5).join(unplaced(tw, 3)), 5);
        assertPlaced(unplaced(tw, 2).cogroup(unplaced(tw, 6), unplaced(tw, 4), (a, b, c) -> 0), 6);
        assertThat(tw.parallelize(List.of(1, 2, 3), 9).distinct().partitionCount())
                .isEqualTo(9);
        assertThat(unplaced(tw, 9).sortByKey().partitionCount()).isEqualTo(9);
    }

    @Test
    void when_parallelismIsSet_then_itDecidesInsteadOfTheLargest() {
        assertPlaced(unplaced(seven, 3).reduceByKey(Integer::sum), 7);
        assertPlaced(unplaced(seven, 3).join(unplaced(seven, 50)), 7);
        assertPlaced(unplaced(seven, 3).cogroup(unplaced(seven, 3), (a, b) -> 0), 7);
        Dataset<Integer> three = seven.parallelize(List.of(1, 2, 3), 3);
        assertThat(three.intersection(three).partitionCount()).isEqualTo(7);
        assertThat(three.groupBy(x -> x).partitionCount()).isEqualTo(7);
    }

    @Test
    void when_rowsAreSortedOrMadeASet_then_thereAreAsManyPartitionsAsBeforeWhateverIsSet() {
        for (Tidewheel session : List.of(tw, seven)) {
            Dataset<Integer> three = session.parallelize(List.of(3, 1, 2, 3), 3);
            Dataset<Integer> nine = session.parallelize(List.of(1), 9);
            assertThat(three.sortBy(x -> x).partitionCount()).isEqualTo(3);
            assertThat(three.sorted(Order.natural()).partitionCount()).isEqualTo(3);
            assertThat(three.keyBy(x -> x).sortByKey().partitionCount()).isEqualTo(3);
            assertThat(three.distinct().partitionCount()).isEqualTo(3);
            assertThat(three.keyBy(x -> x).distinct().partitionCount()).isEqualTo(3);
            assertThat(three.subtract(nine).partitionCount()).isEqualTo(3);
            assertThat(three.subtract(nine).collect()).containsExactlyInAnyOrder(3, 2, 3);
            assertPlaced(unplaced(session, 3).subtractByKey(unplaced(session, 9)), 3);
            assertPlaced(unplaced(session, 3).subtractByKey(placed(session, 9)), 3);
            assertPlaced(placed(session, 4).subtractByKey(unplaced(session, 9)), 4);
            assertThat(session.<Integer>empty().distinct().collect()).isEmpty();
            assertThat(session.<Integer>empty().subtract(nine).collect()).isEmpty();
        }
    }

    @Test
    void when_anInputIsPlaced_then_itsPartitionerIsTakenIfItHasEnoughPartitions() {
        assertPlaced(placed(tw, 4).join(unplaced(tw, 3)), 4);
        assertPlaced(unplaced(tw, 39).join(placed(tw, 4)), 4); // more than a tenth of 39
        assertPlaced(unplaced(tw, 40).join(placed(tw, 4)), 40); // exactly a tenth
        assertPlaced(placed(tw, 4).join(placed(tw, 6)), 6);
        assertPlaced(placed(seven, 8).join(unplaced(seven, 100)), 8); // as many as the parallelism
        assertPlaced(placed(seven, 4).join(unplaced(seven, 100)), 7);
        assertPlaced(placed(seven, 4).join(unplaced(seven, 5)), 4);
    }
}
