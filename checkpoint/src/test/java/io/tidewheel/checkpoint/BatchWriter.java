package io.tidewheel.checkpoint;

import static io.tidewheel.checkpoint.Records.STARTED;
import static io.tidewheel.checkpoint.Records.blob;
import static io.tidewheel.checkpoint.Records.committed;
import static io.tidewheel.checkpoint.Records.inline;
import static io.tidewheel.checkpoint.Records.planned;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** A process that commits batches until it dies, and prints each one that counts. Exits with 3 if it was fenced. */
final class BatchWriter {
    private BatchWriter() {}

    public static void main(String[] args) throws IOException {
        String directory = args[0];
        Storage storage = Storages.DEFAULT.of(directory);
        try (Checkpoint checkpoint = Checkpoint.open(storage, directory, Disks.SMALL, Clock.SYSTEM)) {
            run(checkpoint, Long.MAX_VALUE, System.out);
        } catch (TidewheelException e) {
            if (e.kind() != Kind.FENCED) {
                throw e;
            }
            System.out.println(e.getMessage());
            System.exit(3);
        }
    }

    /** Goes on from wherever the checkpoint is. Gives the last batch. */
    static long run(Checkpoint checkpoint, long batches, PrintStream out) throws IOException {
        if (checkpoint.history().started().isEmpty()) {
            checkpoint.append(List.of(STARTED));
        }
        long first = checkpoint
                .history()
                .lastCommitted()
                .map(last -> last.batchId() + 1)
                .orElse(0L);
        if (checkpoint.history().open().isEmpty()) {
            checkpoint.append(List.of(planned(first)));
        }
        long batch = first;
        for (; batch - first < batches && !out.checkError(); batch++) {
            FileRef file = write(checkpoint, "changes");
            List<SnapshotRef> snapshots = batch % 5 == 4
                    ? List.of(new SnapshotRef("users", 0, 128, batch - 1, write(checkpoint, "snapshot")))
                    : List.of();
            checkpoint.append(List.of(
                    committed(
                            batch,
                            List.of(inline("hits", "h"), new StateDelta("users", 1, new StateDelta.InFile(file))),
                            snapshots),
                    planned(batch + 1)));
            out.println(batch);
            checkpoint.purge();
        }
        return batch - 1;
    }

    private static FileRef write(Checkpoint checkpoint, String kind) throws IOException {
        return checkpoint.write(kind, content -> content.write(blob("users").bytes()));
    }
}
