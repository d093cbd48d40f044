package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.blob;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.Prepared;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.util.List;

/**
 * Writes the checkpoint that later versions have to read, once for each format: every kind of record, file and segment.
 * Run with the directory as argument, such as {@code checkpoint/src/test/resources/golden/format-1}.
 */
final class GoldenCheckpoint {
    private GoldenCheckpoint() {}

    public static void main(String[] args) throws IOException {
        write(Storages.DEFAULT.of(args[0]), args[0]);
    }

    static void write(Storage storage, String directory) throws IOException {
        CheckpointOptions options = new CheckpointOptions(false, 2, 2_048);
        try (Checkpoint checkpoint = Checkpoint.open(storage, directory, options, Clock.SYSTEM)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            for (int batch = 0; batch < 8; batch++) {
                FileRef changes = file(checkpoint, "changes-users", "users of " + batch);
                List<SnapshotRef> snapshots = batch != 4
                        ? List.of()
                        : List.of(new SnapshotRef("hits", 0, 128, 3, file(checkpoint, "snapshot-hits", "all hits")));
                checkpoint.append(List.of(
                        committed(
                                batch,
                                List.of(
                                        inline("hits", "hits of " + batch),
                                        new StateDelta("users", 2, new StateDelta.InFile(changes))),
                                snapshots),
                        planned(batch + 1)));
            }
        }
        try (Checkpoint checkpoint = Checkpoint.open(storage, directory, options, Clock.SYSTEM)) {
            checkpoint.append(List.of(new Prepared(committed(8, inline("hits", "hits of 8")))));
        }
    }

    private static FileRef file(Checkpoint checkpoint, String kind, String content) throws IOException {
        return checkpoint.write(kind, out -> out.write(blob(content).bytes()));
    }
}
