package io.tidewheel.streaming.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueueSourceTest {
    private static List<List<String>> batches(QueueSource<String> source, SourceLimit limit) throws Exception {
        List<List<String>> batches = new ArrayList<>();
        try (SourceDriver<String> driver = source.open(SourceRun.context(Clock.SYSTEM, 2, () -> {}))) {
            Offset at = driver.start();
            for (SourcePlan plan = driver.plan(at, limit); !plan.splits().isEmpty(); plan = driver.plan(at, limit)) {
                batches.add(SourceRun.read(driver, plan.splits()));
                at = plan.to();
            }
        }
        return batches;
    }

    private static QueueSource<String> queued(QueueSource<String> source) {
        return source.add(List.of("a", "b")).add(List.of()).add(List.of("c")).add(List.of("d", "e", "f"));
    }

    @Test
    void when_listsAreTakenOneAtATime_then_eachIsABatch() throws Exception {
        assertThat(batches(queued(QueueSource.oneAtATime()), SourceLimit.NONE))
                .containsExactly(List.of("a", "b"), List.of("c"), List.of("d", "e", "f"));
    }

    @Test
    void when_listsAreTakenAllAtOnce_then_oneBatchHasThem() throws Exception {
        assertThat(batches(queued(QueueSource.allAtOnce()), SourceLimit.NONE))
                .containsExactly(List.of("a", "b", "c", "d", "e", "f"));
    }

    @Test
    void when_theLimitIsSmallerThanAList_then_itsRestIsABatchOfItsOwn() throws Exception {
        assertThat(batches(queued(QueueSource.oneAtATime()), SourceLimit.NONE.withRows(2)))
                .containsExactly(List.of("a", "b"), List.of("c"), List.of("d", "e"), List.of("f"));
    }

    @Test
    void when_aListIsChangedAfterItWasAdded_then_theQueueIsNot() throws Exception {
        QueueSource<String> source = QueueSource.oneAtATime();
        List<String> list = new ArrayList<>(List.of("a"));
        source.add(list);
        list.add("b");

        assertThat(batches(source, SourceLimit.NONE)).containsExactly(List.of("a"));
    }

    @Test
    void when_nullIsQueued_then_itIsRefused() {
        @Nullable List<String> nothing = null;

        assertThatThrownBy(() -> QueueSource.<String>oneAtATime().add(nothing))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("add was given null as its list");
    }
}
