package io.tidewheel.junit;

import static io.tidewheel.junit.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.Order;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.error.TidewheelException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What works by accident in one JVM, and fails in a strict session. */
@TidewheelTest
class StrictModeTest {
    /** Not serialisable, as most classes that reach the outside are. */
    private static final class Connection {
        private final String prefix = "row ";

        String send(Object row) {
            return prefix + row;
        }
    }

    @Test
    void when_aFunctionCapturesWhatIsNotSerialisable_then_theClassIsNamed(Tidewheel tw) {
        Connection connection = new Connection();
        assertThatThrownBy(() -> tw.range(0, 4).boxed().map(connection::send).collect())
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("StrictModeTest$Connection")
                .hasMessageContainingAll("not java.io.Serializable", "create");
    }

    @Test
    void when_aFunctionChangesWhatItCaptured_then_theJobFails(Tidewheel tw) {
        List<Long> seen = new ArrayList<>();
        assertThatThrownBy(() -> tw.range(0, 4).boxed().forEach(seen::add))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("changed an object that it captured")
                .hasMessageContaining("use an accumulator");
        Dataset<Long> noted = tw.range(0, 4).boxed().filter(row -> seen.add(row));
        assertThatThrownBy(noted::count).hasMessageContaining("changed an object that it captured");
        assertThat(seen).isEmpty();
    }

    @Test
    void when_aFunctionChangesWhatItEmitted_then_theJobFails(Tidewheel tw) {
        Dataset<List<Long>> reused = tw.range(0, 4, 1, 1).boxed().mapPartitions(rows -> {
            List<Long> same = new ArrayList<>();
            List<List<Long>> all = new ArrayList<>();
            rows.forEachRemaining(row -> all.add(same));
            return all.stream().peek(list -> list.add((long) list.size())).iterator();
        });
        assertThatThrownBy(() -> reused.keyBy(row -> 1)
                        .partitionBy(KeyPartitioner.hash(2))
                        .collect())
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("changed");
    }

    /** The trap of object reuse: one list, emitted for each row, is all rows at once. */
    private static Dataset<List<Long>> reused(Tidewheel tw) {
        return tw.range(0, 4, 1, 1).boxed().mapPartitions(rows -> {
            List<Long> same = new ArrayList<>();
            return new Iterator<List<Long>>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public List<Long> next() {
                    same.clear();
                    same.add(rows.next());
                    return same;
                }
            };
        });
    }

    @Test
    void when_aReusedObjectIsCollected_then_theJobFailsAndNamesTheStep(Tidewheel tw) {
        Dataset<List<Long>> reused = reused(tw);
        assertThatThrownBy(reused::collect)
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining(
                        "a row was changed after 'mapPartitions' had emitted it: element 0 of partition 0 of"
                                + " those that 'collect' keeps was [0] and is [3]")
                .hasMessageContaining("emit a fresh object each time, or a copy");
        assertThatThrownBy(() -> reused.take(2)).hasMessageContaining("'take' keeps was [0] and is [1]");
        assertThatThrownBy(() -> reused.takeOrdered(2, Order.by(row -> row.get(0))))
                .hasMessageContaining("'takeOrdered' keeps");
        assertThatThrownBy(() -> reused.takeSample(false, 2)).hasMessageContaining("'takeSample' keeps");
        assertThatThrownBy(() -> reused.keyBy(row -> 1).lookup(1))
                .hasMessageContaining("after 'mapPartitions | keyBy' had emitted it")
                .hasMessageContaining("'lookup' keeps");
        assertThatThrownBy(() -> reused.keyBy(row -> row.get(0)).collectAsMap())
                .hasMessageContaining("'collectAsMap' keeps");
    }

    @Test
    void when_aReusedObjectIsCached_then_theJobFailsAndNamesTheStep(Tidewheel tw) {
        for (StorageLevel level : StorageLevel.values()) {
            Dataset<List<Long>> kept = reused(tw).persist(level);
            assertThatThrownBy(kept::count)
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining(
                            "a row was changed after 'mapPartitions' had emitted it: element 0 of partition"
                                    + " 0 of those that the cache keeps was [0] and is [3]");
        }
    }

    @Test
    void when_aFunctionChangesWhatIsCached_then_theNextReaderFails(Tidewheel tw) {
        Dataset<List<Long>> kept = tw.range(0, 4, 1, 1)
                .boxed()
                .map(row -> (List<Long>) new ArrayList<>(List.of(row)))
                .cache();
        assertThat(kept.filter(row -> row.add(7L)).count()).isEqualTo(4);
        assertThatThrownBy(kept::count)
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("/part 0 is not what was cached: element 0 and 3 more of its 4 were changed by a"
                        + " function that read them")
                .hasMessageContaining("change a copy, or emit a new object");
    }

    /** Notes its hash when asked for it, as String does, and is what it was. */
    private static final class Name {
        private final String text;
        private int hash;

        Name(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Name that && that.text.equals(text);
        }

        @Override
        public int hashCode() {
            hash = hash == 0 ? text.hashCode() : hash;
            return hash;
        }
    }

    /** Not registered, so that strict mode cannot look into it. */
    private static final class Opaque {
        private final List<Long> seen = new ArrayList<>();
    }

    @Test
    void when_rowsAreAsTheyWere_then_nothingIsReported() {
        try (Tidewheel tw = Tidewheel.builder()
                .master("local[2]")
                .config("tidewheel.strict", "true")
                .register(Name.class)
                .open()) {
            Dataset<Name> names =
                    tw.range(0, 4).boxed().map(row -> new Name("name " + row)).cache();
            assertThat(names.distinct().count()).isEqualTo(4);
            assertThat(names.distinct().count()).isEqualTo(4);
            assertThat(names.collect()).hasSize(4);
            assertThat(tw.range(0, 4).boxed().map(row -> new Opaque()).collect())
                    .hasSize(4);
            Dataset<Opaque> opaque =
                    tw.range(0, 4).boxed().map(row -> new Opaque()).cache();
            assertThat(opaque.filter(row -> row.seen.add(1L)).count()).isEqualTo(4);
            assertThat(opaque.count()).isEqualTo(4);
            assertThat(tw.range(0, 4)
                            .boxed()
                            .keyBy(row -> row % 2)
                            .groupByKey()
                            .cache()
                            .collect())
                    .hasSize(2);
        }
    }

    /** Who only uses the rows as they come may be given one object again and again, and may change it. */
    @Test
    void when_aReusedObjectIsOnlyLookedAt_then_theJobRuns(Tidewheel tw) {
        assertThat(reused(tw).map(row -> row.get(0)).collect()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(reused(tw).count()).isEqualTo(4);
        reused(tw).forEach(row -> row.add(1L));
    }

    @Test
    void when_aJobSharesNothing_then_itRuns(Tidewheel tw) {
        List<String> words = List.of("a", "b", "a");
        assertThat(tw.parallelize(words).mapToPair(word -> Pair.of(word, 1)).reduceByKey(Integer::sum))
                .containsPairs(Pair.of("a", 2), Pair.of("b", 1));
        assertThat(tw.parallelize(List.of(3, 1, 2), 2).sortBy(row -> row)).containsRowsInOrder(1, 2, 3);
    }

    @Nested
    @TidewheelTest(strict = false)
    class Lenient {
        @Test
        void when_aSessionIsLenient_then_itRunsAsAProgramWould(Tidewheel tw) {
            Connection connection = new Connection();
            assertThat(tw.range(0, 2).boxed().map(connection::send)).containsRows("row 0", "row 1");
        }
    }
}
