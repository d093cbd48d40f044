package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.blob;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of a checkpoint are gone: a verification refuses what a start refuses, and nothing older is gone back to. */
class MissingPartsTest {
    private static final int BATCHES_OF_EPOCH = 40;
    private static final int EPOCHS = 3;

    /** Several epochs of several segments each, with files of changes and snapshots; the last one is not closed. */
    private static Map<String, byte[]> written(SimulatedDisk.Kind kind) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(kind, 1);
        Checkpoint checkpoint = Disks.open(disk);
        checkpoint.append(List.of(STARTED, planned(0)));
        for (int batch = 0; batch < EPOCHS * BATCHES_OF_EPOCH; batch++) {
            if (batch > 0 && batch % BATCHES_OF_EPOCH == 0) {
                checkpoint.purge();
                checkpoint.close();
                checkpoint = Disks.open(disk.newProcess());
            }
            append(checkpoint, batch);
        }
        Map<String, byte[]> files = Disks.files(disk);
        checkpoint.close();
        return files;
    }

    private static void append(Checkpoint checkpoint, int batch) throws IOException {
        List<StateDelta> deltas = new ArrayList<>(List.of(inline("hits", "hits " + batch)));
        List<SnapshotRef> snapshots = new ArrayList<>();
        if (batch % 20 == 0) {
            deltas.add(new StateDelta("users", 1, new StateDelta.InFile(file(checkpoint, "users " + batch))));
        }
        if (batch % 50 == 49) {
            snapshots.add(new SnapshotRef("hits", 0, 128, batch - 1, file(checkpoint, "hits to " + batch)));
        }
        checkpoint.append(List.of(committed(batch, deltas, snapshots), planned(batch + 1)));
    }

    private static FileRef file(Checkpoint checkpoint, String content) throws IOException {
        return checkpoint.write("state", out -> out.write(blob(content).bytes()));
    }

    private static List<String> contents(SimulatedDisk disk) throws IOException {
        try (Checkpoint checkpoint = Disks.takeOver(disk)) {
            return Contents.of(checkpoint);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "OBJECT_STORE"})
    void when_aFileIsMissingOrEmpty_then_aVerificationRefusesWhatAStartRefuses(SimulatedDisk.Kind kind)
            throws IOException {
        Map<String, byte[]> files = written(kind);
        List<String> whole = contents(Disks.with(kind, files));
        String newest = new TreeMap<>(files).lowerKey("/checkpoint/journal~");
        int refused = 0;
        for (String path : files.keySet()) {
            for (boolean empty : new boolean[] {false, true}) {
                Map<String, byte[]> damaged = new TreeMap<>(files);
                damaged.remove(path);
                if (empty) {
                    damaged.put(path, new byte[0]);
                }
                refused += isRefused(Disks.with(kind, damaged), path.equals(newest) ? List.of() : whole, path) ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(20);
    }

    /** @param whole empty if nothing can tell that the file is missing */
    private static boolean isRefused(SimulatedDisk disk, List<String> whole, String path) throws IOException {
        String verified = verified(disk);
        try {
            List<String> contents = contents(disk);
            if (!whole.isEmpty()) {
                assertThat(contents).as(path).isEqualTo(whole);
            }
            if (!path.contains("/files/")) { // those that only the commit before needs are verified as well
                assertThat(verified).as(path).matches(".* can be restored: .*|.*/epochs/.* with --take-over");
            }
            return false;
        } catch (TidewheelException e) {
            assertThat(e.kind())
                    .as(path)
                    .isIn(Kind.CHECKPOINT, path.contains("/epochs/") ? Kind.FENCED : Kind.CHECKPOINT);
            assertThat(verified).as(path).doesNotContain("can be restored");
            return true;
        }
    }

    private static String verified(SimulatedDisk disk) throws IOException {
        try {
            return Checkpoint.verify(disk, Disks.CHECKPOINT).toString();
        } catch (TidewheelException e) {
            assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT);
            return e.getMessage();
        }
    }

    @Test
    void when_claimsAreMissing_then_noOlderEpochIsTakenForTheNewest() throws IOException {
        Map<String, byte[]> files = written(SimulatedDisk.Kind.LOCAL);
        List<String> whole = contents(Disks.with(files));
        files.keySet().removeIf(path -> path.contains("/epochs/"));
        SimulatedDisk disk = Disks.with(files);

        for (int opening = 1; opening <= EPOCHS; opening++) {
            String found = "(the newest that is found is epoch " + (opening - 1) + ")";
            assertThatThrownBy(() -> Checkpoint.verify(disk, Disks.CHECKPOINT))
                    .hasMessageContaining("the claim of epoch ")
                    .hasMessageContaining(found);
            assertThatThrownBy(() -> Disks.open(disk))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                    .hasMessageContaining(found);
        }
        assertThat(contents(disk)).isEqualTo(whole);
    }

    @Test
    void when_theFormatIsMissing_then_nobodyGuessesIt() throws IOException {
        Map<String, byte[]> files = written(SimulatedDisk.Kind.LOCAL);
        files.remove("/checkpoint/FORMAT");
        SimulatedDisk disk = Disks.with(files);

        assertThatThrownBy(() -> Disks.open(disk))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                .hasMessageContaining("/checkpoint/FORMAT is missing, although the checkpoint was opened before");
        assertThat(disk.stat("/checkpoint/FORMAT")).isEmpty();
    }

    @Test
    void when_anOldClaimIsDamaged_then_purgesGoOn() throws IOException {
        Map<String, byte[]> files = written(SimulatedDisk.Kind.LOCAL);
        files.put("/checkpoint/epochs/0000000003", new byte[0]);
        SimulatedDisk disk = Disks.with(files);

        for (int opening = 0; opening < 9; opening++) {
            try (Checkpoint checkpoint = Disks.takeOver(disk.newProcess())) {
                checkpoint.purge();
            }
        }
        assertThat(Checkpoint.verify(disk, Disks.CHECKPOINT).epoch()).isEqualTo(EPOCHS + 9);
    }

    @Test
    void when_theFirstSectorOfASegmentIsMissing_then_theEpochBeforeIsNotTakenForTheNewest() throws IOException {
        Map<String, byte[]> files = written(SimulatedDisk.Kind.LOCAL);
        String first = "/checkpoint/journal/0000000003-0000000001.log";
        files.keySet().removeIf(path -> path.contains("/journal/0000000003-") && !path.equals(first));
        Arrays.fill(files.get(first), 0, 512, (byte) 0);

        assertThatThrownBy(() -> contents(Disks.with(files)))
                .isInstanceOfSatisfying(
                        TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                .hasMessageContaining(first + " is damaged, its header is missing, but not what follows");
    }
}
