package io.tidewheel.integration.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.engine.schedule.Master;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The backend is as hostile as it says; otherwise what passes over it would prove nothing. */
class HostileBackendTest {
    private static final Queue<Integer> SEEN = new ConcurrentLinkedQueue<>();

    private HostileBackend backend;
    private Tidewheel tw;

    @BeforeEach
    void open() {
        SEEN.clear();
        tw = BackendDoor.open("local[2]", local -> {
            backend = HostileBackend.instead(local, Master.parse("local[2]", 2), 7, true);
            return backend;
        });
    }

    @AfterEach
    void close() {
        tw.close();
    }

    private static int see(int row) {
        SEEN.add(row);
        return row;
    }

    @Test
    void when_aJobRuns_then_tasksRunTwiceAndOutOfOrder() {
        List<Integer> rows = IntStream.range(0, 20).boxed().toList();
        assertThat(tw.parallelize(rows, 20).map(HostileBackendTest::see).collect())
                .isEqualTo(rows);
        assertThat(SEEN).hasSize(40);
        assertThat(List.copyOf(SEEN)).isNotEqualTo(SEEN.stream().sorted().toList());
    }

    @Test
    void when_aFunctionCapturesAnObject_then_tasksHaveCopies() {
        List<Integer> captured = new ArrayList<>();
        tw.range(0, 4).boxed().forEach(row -> captured.add(row.intValue()));
        assertThat(captured).isEmpty();
        Object unserialisable = new Object();
        assertThatThrownBy(() -> tw.range(0, 4)
                        .boxed()
                        .map(row -> row + unserialisable.hashCode())
                        .count())
                .hasMessageContaining("java.lang.Object");
    }

    @Test
    void when_rowsAreCached_then_someVanish() {
        Dataset<Integer> cached = tw.parallelize(List.of(1, 2, 3, 4), 4).cache();
        for (int i = 0; i < 10; i++) {
            assertThat(cached.collect()).containsExactly(1, 2, 3, 4);
        }
        assertThat(backend.store().forgotten()).isPositive();
    }
}
