package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.config.Keys;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.event.EngineEvent;
import io.tidewheel.error.TidewheelException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often tasks are tried, and what their attempts tell. */
class AttemptsTest {
    private static final AtomicInteger CALLS = new AtomicInteger();

    @BeforeEach
    void forget() {
        CALLS.set(0);
    }

    @Test
    void when_aTaskMayFailThreeTimes_then_itIsTriedThreeTimes() {
        for (int failures : new int[] {1, 3}) {
            CALLS.set(0);
            try (Tidewheel tw = Tidewheel.builder()
                    .master("local[2]")
                    .config(Keys.TASK_MAX_FAILURES, failures)
                    .open()) {
                Dataset<Integer> failing = tw.parallelize(List.of(1), 1).map(x -> {
                    CALLS.incrementAndGet();
                    throw new IllegalStateException("always");
                });
                assertThatThrownBy(failing::count).isInstanceOf(TidewheelException.class);
                assertThat(CALLS).hasValue(failures);
            }
        }
    }

    @Test
    void when_aTaskSucceeds_then_itsMetricsTellTimeRowsAndBytes() {
        List<EngineEvent.TaskSucceeded> succeeded = new CopyOnWriteArrayList<>();
        try (Tidewheel tw = Tidewheel.builder().master("local[2]").open()) {
            tw.listen(event -> {
                if (event instanceof EngineEvent.TaskSucceeded task) {
                    succeeded.add(task);
                }
            });
            List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
            assertThat(tw.parallelize(numbers, 1)
                            .mapToPair(x -> Pair.of(x, "text " + x))
                            .groupByKey(1)
                            .count())
                    .isEqualTo(1000);
        }
        assertThat(succeeded)
                .hasSize(2)
                .allSatisfy(task -> assertThat(task.metrics().nanos()).isPositive());
        assertThat(succeeded.get(0).metrics().outputRows()).isEqualTo(1000);
        assertThat(succeeded.get(0).metrics().outputBytes()).isGreaterThan(1000);
        assertThat(succeeded.get(1).metrics().outputRows()).isZero();
    }
}
