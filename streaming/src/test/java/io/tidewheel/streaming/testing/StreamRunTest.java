package io.tidewheel.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.StateKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamRunTest {
    @Test
    void when_rowsGo_then_theOthersStayInTheirBatches() {
        StreamRun run = StreamRun.cutAfter(2, 5, 7).withCrash(6, 3);

        assertThat(run.without(0, 2)).isEqualTo(StreamRun.cutAfter(0, 3, 5).withCrash(4, 3));
        assertThat(run.without(3, 6)).isEqualTo(StreamRun.cutAfter(2, 3, 4).withCrash(3, 3));
        assertThat(run.without(7, 9)).isEqualTo(run);
    }

    @Test
    void when_cutsAreOutside_then_theyAreNone() {
        assertThat(StreamRun.cutAfter(4, 0, 2, 9).ends(4)).containsExactly(2, 4);
        assertThat(StreamRun.WHOLE.ends(3)).containsExactly(3);
    }

    @Test
    void when_aRunIsShown_then_itIsTheJavaThatMakesIt() {
        assertThat(StreamRun.WHOLE.asJava()).isEqualTo("StreamRun.WHOLE");
        assertThat(StreamRun.cutAfter(1, 2)
                        .withParallelism(2, 3)
                        .withCrash(1, 4)
                        .withState(StateKind.DISK)
                        .asJava())
                .isEqualTo("StreamRun.cutAfter(1, 2).withParallelism(2, 3).withCrash(1, 4)"
                        + ".withState(StateKind.DISK)");
        assertThat(StreamRun.WHOLE.withCrashBeforeCommit(3).asJava())
                .isEqualTo("StreamRun.WHOLE.withCrashBeforeCommit(3)");
    }

    @Test
    void when_runsAreDrawn_then_aSeedGivesTheSame() {
        List<StreamRun> drawn = StreamRuns.DEFAULT.withSeed(5).of(1_000_000);

        assertThat(drawn).hasSize(8).isEqualTo(StreamRuns.DEFAULT.withSeed(5).of(1_000_000));
        assertThat(drawn).isNotEqualTo(StreamRuns.DEFAULT.withSeed(6).of(1_000_000));
        assertThat(drawn.get(1).cuts()).hasSizeBetween(100, 130).startsWith(1, 2, 3);
        assertThat(drawn.subList(2, 8).stream().filter(run -> !run.crashes().isEmpty()))
                .hasSize(3)
                .allMatch(run -> run.crashes().get(0).call() == StreamRun.Crash.BEFORE_COMMIT);
        assertThat(StreamRuns.DEFAULT.of(1)).allMatch(run -> run.ends(1).length == 1);
    }

    @Test
    void when_aRunHasNoPartitions_then_thatIsAnError() {
        assertThatThrownBy(() -> StreamRun.WHOLE.withParallelism())
                .isInstanceOf(TidewheelException.class)
                .hasMessage("a stream was to have [] partitions; at least 1 is needed");
        assertThatThrownBy(() -> StreamRuns.DEFAULT.withRandom(-1)).isInstanceOf(TidewheelException.class);
    }
}
