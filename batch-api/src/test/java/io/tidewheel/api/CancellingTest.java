package io.tidewheel.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.engine.event.EngineEvent.StageStarted;
import io.tidewheel.error.TidewheelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The doors by which listeners end the jobs they hear of. */
class CancellingTest {
    private final Tidewheel tw = Tidewheel.builder().master("local[1]").open();

    @AfterEach
    void close() {
        tw.close();
    }

    @Test
    void when_aJobIsCancelledByItsNumber_then_itEndsWithTheReason() {
        tw.listen(event -> {
            if (event instanceof StageStarted && event.job() == 1) {
                tw.cancelJob(1, "the first is not wanted");
            }
        });
        assertThatThrownBy(() -> tw.range(0, 10).count())
                .isInstanceOfSatisfying(TidewheelException.class, e -> assertThat(e.kind())
                        .isEqualTo(TidewheelException.Kind.CANCELLED))
                .hasMessageContaining("was cancelled: the first is not wanted");
        assertThat(tw.range(0, 10).count()).isEqualTo(10);
    }

    @Test
    void when_aStageIsCancelled_then_itsJobEndsIfTheStageRuns() {
        tw.listen(event -> {
            if (event instanceof StageStarted started && started.stage().number() == 1) {
                tw.cancelStage(event.job(), event.job() == 1 ? 0 : 1, "the second stage is not wanted");
            }
        });
        assertThat(tw.range(0, 10).boxed().repartition(3).count()).isEqualTo(10);
        assertThatThrownBy(() -> tw.range(0, 10).boxed().repartition(3).count())
                .hasMessageContaining("was cancelled: the second stage is not wanted");
    }
}
