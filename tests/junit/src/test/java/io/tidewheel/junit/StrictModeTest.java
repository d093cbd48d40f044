package io.tidewheel.junit;

import static io.tidewheel.junit.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.util.ArrayList;
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
