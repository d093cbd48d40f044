package io.tidewheel.streaming.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.state.MemoryBackend;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunResourcesTest {
    @Test
    void when_aBatchHasBecomePartOfTheState_then_noThreadComputesItAgainFromThere() throws IOException {
        try (StateBackend backend = new MemoryBackend();
                Checkpoint checkpoint =
                        Checkpoint.open(new SimulatedDisk(1), "/checkpoint", CheckpointOptions.DEFAULT, Clock.SYSTEM)) {
            StateStore store = backend.create("hits", 1);
            store.apply(3, StateChanges.NONE);
            RunResources run = new RunResources("run", Map.of("hits", store), checkpoint);

            assertThat(run.before(new BatchScope("run", 1, 4, 0, 0, null), "hits"))
                    .isSameAs(store);
            assertThatThrownBy(() -> run.before(new BatchScope("run", 1, 3, 0, 0, null), "hits"))
                    .hasMessageContainingAll("outside of its batch", "batch 3 is over");
        }
    }
}
