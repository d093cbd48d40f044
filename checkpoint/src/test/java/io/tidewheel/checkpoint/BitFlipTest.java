package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.blob;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BitFlipTest {
    private static final int FLIPS = 1_000;

    /** Three epochs, the last one killed; inline changes, files of changes, snapshots, segments that were left. */
    private static Map<String, byte[]> written() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1);
        int batch = 0;
        for (int epoch = 0; epoch < 3; epoch++) {
            SimulatedDisk process = disk.newProcess();
            Checkpoint checkpoint = Disks.open(process);
            if (epoch == 0) {
                checkpoint.append(List.of(STARTED, planned(0)));
            }
            for (int i = 0; i < 8; i++, batch++) {
                FileRef changes = file(checkpoint, "changes-" + batch, "users of " + batch);
                List<SnapshotRef> snapshots = batch % 6 == 5
                        ? List.of(new SnapshotRef("hits", 0, 128, batch, file(checkpoint, "snapshot", "all" + batch)))
                        : List.of();
                List<StateDelta> deltas = List.of(
                        inline("hits", "hits of batch " + batch),
                        new StateDelta("users", 3, new StateDelta.InFile(changes)));
                checkpoint.append(List.of(committed(batch, deltas, snapshots), planned(batch + 1)));
            }
            if (epoch == 2) {
                process.kill();
            }
            close(checkpoint, epoch == 2);
        }
        return Disks.files(disk);
    }

    private static void close(Checkpoint checkpoint, boolean isDead) throws IOException {
        try (checkpoint) {
            assertThat(checkpoint.epoch()).isPositive();
        } catch (io.tidewheel.checkpoint.testing.SimulatedCrash e) {
            assertThat(isDead).isTrue();
        }
    }

    private static FileRef file(Checkpoint checkpoint, String kind, String content) throws IOException {
        return checkpoint.write(kind, out -> out.write(blob(content).bytes()));
    }

    private static List<String> contents(Map<String, byte[]> files) throws IOException {
        try (Checkpoint checkpoint = Disks.open(Disks.with(files))) {
            return Contents.of(checkpoint);
        }
    }

    @Test
    void when_aBitFlips_then_itIsNoticedOrHarmless() throws IOException {
        Map<String, byte[]> files = written();
        List<String> whole = contents(files);
        List<String> paths = new ArrayList<>(files.keySet());
        paths.removeIf(path -> files.get(path).length == 0);
        Random random = new Random(7);
        int noticed = 0;
        for (int i = 0; i < FLIPS; i++) {
            String path = paths.get(random.nextInt(paths.size()));
            byte[] damaged = files.get(path).clone();
            int at = random.nextInt(contentLength(damaged));
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Map<String, byte[]> flipped = new TreeMap<>(files);
            flipped.put(path, damaged);
            try {
                assertThat(contents(flipped)).as("%s byte %s", path, at).isEqualTo(whole);
            } catch (TidewheelException e) {
                noticed++;
                assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT);
                assertThat(e).hasMessageContaining(Storage.name(path));
            }
        }
        assertThat(noticed).isGreaterThan(FLIPS / 3);
    }

    /** What is written, and some of the zeros behind it. */
    private static int contentLength(byte[] bytes) {
        int end = bytes.length;
        while (end > 1 && bytes[end - 1] == 0) {
            end--;
        }
        return Math.min(bytes.length, end + 64);
    }
}
