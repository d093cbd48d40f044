package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PositionTest {
    private static Planned planned(long batch, long timeMillis) {
        PlannedInput input = new PlannedInput("" + batch, "" + (batch + 1), List.of());
        return new Planned(batch, timeMillis, "plan", 1, 0, Long.MIN_VALUE, Map.of(), Set.of(), Map.of("in", input));
    }

    private static Committed committed(long batch, Map<String, Long> counters) {
        return new Committed(
                batch, Long.MIN_VALUE, Map.of(), Map.of(), List.of(), Map.of(), List.of(), List.of(), counters);
    }

    @Test
    void when_theClockIsSetBack_then_batchesDoNotGoBackInTime() {
        Position position = Position.after(planned(4, 1_000), committed(4, Map.of()));
        assertThat(position.nextBatchId()).isEqualTo(5);
        assertThat(position.timeMillis(400)).isEqualTo(1_000);
        assertThat(position.timeMillis(1_001)).isEqualTo(1_001);
    }

    @Test
    void when_batchesAreCommitted_then_sourcesKeepWhatTheLastTwoCommitsMayNeed() {
        Position position = Position.after(planned(0, 0), committed(0, Map.of()));
        assertThat(position.lowWater()).isEmpty();
        position.committed(planned(1, 0), committed(1, Map.of()));
        assertThat(position.lowWater()).isEqualTo(Map.of("in", "1"));
        position.committed(planned(2, 0), committed(2, Map.of()));
        assertThat(position.lowWater()).isEqualTo(Map.of("in", "2"));
    }

    @Test
    void when_aBatchCounts_then_itAddsToWhatWasCommitted() {
        Position position = Position.after(planned(0, 0), committed(0, Map.of("bad", 2L)));
        assertThat(position.counted(Map.of("bad", 1L, "late", 1L))).isEqualTo(Map.of("bad", 3L, "late", 1L));
        assertThat(position.counted(Map.of())).isEqualTo(Map.of("bad", 2L));
    }
}
