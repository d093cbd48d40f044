package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    @Test
    void when_aClaimIsDamaged_then_showGoesOnAndVerifySaysWhatAStartWould() throws IOException {
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            disk.replace("/checkpoint/epochs/0000000001", new byte[] {1});

            assertThat(shown())
                    .contains("epoch 1: /checkpoint/epochs/0000000001 does not have the checksum")
                    .contains("started query hits");
            String said = "/checkpoint/epochs/0000000001 does not have the checksum that it names";
            assertThatThrownBy(() -> Checkpoint.verify(disk, Disks.CHECKPOINT)).hasMessageContaining(said);
            assertThatThrownBy(() -> Disks.open(disk.newProcess())).hasMessageContaining(said);
        }
        assertThat(Checkpoint.verify(disk, Disks.CHECKPOINT).epoch()).isEqualTo(1); // its holder let go
    }

    @ParameterizedTest
    @EnumSource(SimulatedDisk.Kind.class)
    void when_aCheckpointIsWrittenAndPurgedWhileItIsRead_then_itIsReadAgain(SimulatedDisk.Kind kind)
            throws IOException {
        boolean more = true;
        for (int moment = 1; more; moment += 3) {
            SimulatedDisk written = new SimulatedDisk(kind, 1);
            try (Checkpoint checkpoint = Disks.open(written)) {
                checkpoint.append(List.of(STARTED, planned(0)));
                run(checkpoint, 0, 40);
                SimulatedDisk verifying = goesOnAt(moment, written, checkpoint);
                assertThat(Checkpoint.verify(verifying, Disks.CHECKPOINT).toString())
                        .contains("can be restored");
                SimulatedDisk showing = goesOnAt(moment, written, checkpoint);
                Checkpoint.show(showing, Disks.CHECKPOINT, new StringBuilder());
                more = verifying.calls() > moment || showing.calls() > moment;
            }
        }
    }

    /** A process that reads while, at one of its calls, another one writes and purges. */
    private static SimulatedDisk goesOnAt(long moment, SimulatedDisk written, Checkpoint checkpoint) {
        SimulatedDisk reader = written.newProcess();
        reader.faults(call -> {
            if (call.number() == moment) {
                long next = nextBatch(written);
                try {
                    run(checkpoint, next, next + 20);
                    checkpoint.purge();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return Fault.NONE;
        });
        return reader;
    }

    private static long nextBatch(SimulatedDisk disk) {
        try {
            return Checkpoint.verify(disk, Disks.CHECKPOINT)
                    .history()
                    .open()
                    .orElseThrow()
                    .batchId();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each batch with a file of changes, and each tenth with snapshots. */
    private static void run(Checkpoint checkpoint, long from, long to) throws IOException {
        for (long batch = from; batch < to; batch++) {
            List<SnapshotRef> snapshots = new ArrayList<>();
            if (batch % 10 == 9) {
                snapshots.add(new SnapshotRef("hits", 0, 128, batch - 1, file(checkpoint)));
                snapshots.add(new SnapshotRef("users", 0, 128, batch - 1, file(checkpoint)));
            }
            StateDelta users = new StateDelta("users", 1, new StateDelta.InFile(file(checkpoint)));
            checkpoint.append(
                    List.of(committed(batch, List.of(inline("hits", "h"), users), snapshots), planned(batch + 1)));
        }
    }

    private static FileRef file(Checkpoint checkpoint) throws IOException {
        return checkpoint.write("state", out -> out.write(7));
    }

    @Test
    void when_aQueryHasNoState_then_verifyReadsTheLastRecordsAllTheSame() throws IOException {
        try (Checkpoint checkpoint = Disks.open(disk)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            for (int batch = 0; batch < 5; batch++) {
                checkpoint.append(List.of(committed(batch), planned(batch + 1)));
            }
        }
        assertThat(Checkpoint.verify(disk, Disks.CHECKPOINT).records()).isEqualTo(13);
    }
}
