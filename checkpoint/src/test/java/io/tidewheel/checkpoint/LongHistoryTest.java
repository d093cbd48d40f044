package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LongHistoryTest {
    private static final int BATCHES = 100_000;

    @Test
    void when_thereWereManyBatches_then_openingReadsTheLastSegmentAlone() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        try (Checkpoint checkpoint = open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            for (int batch = 0; batch < BATCHES; batch++) {
                checkpoint.append(List.of(committed(batch, inline("hits", "h" + batch)), planned(batch + 1)));
            }
        }
        Set<String> opened = new TreeSet<>();
        SimulatedDisk next = disk.newProcess();
        next.faults(call -> {
            if (call.path().endsWith(".log") && call.operation().name().equals("OPEN")) {
                opened.add(call.path());
            }
            return Fault.NONE;
        });
        try (Checkpoint checkpoint = open(next)) {
            assertThat(opened).hasSize(1);
            assertThat(next.calls()).isLessThan(2_000);
            long[] expected = {0};
            checkpoint.history().replay("hits", -1, (batch, changes) -> {
                assertThat(batch).isEqualTo(expected[0]++);
                assertThat(changes).isEqualTo(Records.blob("h" + batch));
            });
            assertThat(expected[0]).isEqualTo(BATCHES);
        }
    }

    private static Checkpoint open(SimulatedDisk disk) throws IOException {
        return Checkpoint.open(disk, Disks.CHECKPOINT, CheckpointOptions.DEFAULT, Clock.SYSTEM);
    }
}
