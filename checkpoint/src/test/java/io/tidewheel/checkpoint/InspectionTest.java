package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.testing.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionTest {
    private final SimulatedDisk disk = new SimulatedDisk(1);

    private String shown() throws IOException {
        StringBuilder text = new StringBuilder();
        Checkpoint.show(disk, Disks.CHECKPOINT, text);
        return text.toString();
    }

    @Test
    void when_aCheckpointIsShownWhileItIsWritten_then_itTellsEveryRecord() throws IOException {
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            checkpoint.append(List.of(committed(0, inline("hits", "a")), planned(1)));

            assertThat(shown())
                    .contains("epoch 1: claimed at ")
                    .contains("journal/0000000001-0000000001.log: epoch 1, the first")
                    .contains("started query hits, id q-1, at 1970-01-01T00:00:01Z, 128 key groups")
                    .contains("planned batch 0 at 1970-01-01T00:00:10Z, 4 partitions")
                    .contains("source clicks [0, 10)")
                    .contains("committed batch 0, watermark 1970-01-01T00:00:05Z")
                    .contains("state hits: 1 keys, 1 bytes 61")
                    .contains("planned batch 1");
            assertThat(Checkpoint.verify(disk, Disks.CHECKPOINT))
                    .hasToString(
                            "/checkpoint can be restored: query hits, batch 0 is the last one, batch 1 runs again; "
                                    + "epoch 1, 5 records, 0 files of state, 448 bytes");
            checkpoint.append(List.of(committed(1)));
        }
    }

    @Test
    void when_aRecordIsDamaged_then_showSaysWhereAndVerifyRefuses() throws IOException {
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            checkpoint.append(List.of(committed(0), planned(1)));
        }
        String segment = "/checkpoint/journal/0000000001-0000000001.log";
        byte[] bytes = disk.contents(segment);
        bytes[440] ^= 1;
        disk.replace(segment, bytes);

        assertThat(shown()).contains(segment + " is damaged, record 3 at byte ");
        assertThatThrownBy(() -> Checkpoint.verify(disk, Disks.CHECKPOINT))
                .hasMessageContaining(segment + " is damaged, record 3 at byte ")
                .hasMessageContaining("its content does not have the checksum that it names");
    }

    @Test
    void when_thereIsNoCheckpoint_then_bothSaySo() {
        assertThatThrownBy(this::shown).hasMessageContaining("/checkpoint is no checkpoint");
        assertThatThrownBy(() -> Checkpoint.verify(disk, Disks.CHECKPOINT))
                .hasMessageContaining("/checkpoint is no checkpoint");
    }
}
