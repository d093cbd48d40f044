package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Inspection;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import java.io.IOException;

/** Looks at a checkpoint without claiming it. */
final class Inspector {
    private Inspector() {}

    static CheckpointReport verify(Storage storage, String directory) throws IOException {
        long newest = epochs(storage, directory).newest();
        Inspection inspection = new Inspection(storage, directory);
        History history = inspection.verify(newest);
        Layout.refuseLostJournal(storage, directory, history);
        return new CheckpointReport(
                directory, newest, history, inspection.records(), inspection.files(), inspection.bytes());
    }

    static void show(Storage storage, String directory, Appendable out) throws IOException {
        Epochs epochs = epochs(storage, directory);
        long newest = epochs.newest();
        for (long epoch = 1; epoch <= newest; epoch++) {
            out.append(epochs.describe(epoch)
                    .map(line -> line + System.lineSeparator())
                    .orElse(""));
        }
        new Inspection(storage, directory).show(out);
    }

    private static Epochs epochs(Storage storage, String directory) throws IOException {
        if (!Layout.check(storage, directory)) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    directory + " is no checkpoint: it has no file FORMAT; look for the right directory");
        }
        return new Epochs(storage, directory);
    }
}
