package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Inspection;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Looks at a checkpoint without claiming it. */
final class Inspector {
    private static final int MOST_ATTEMPTS = 5;

    private Inspector() {}

    /** What is damaged is so the second time as well; what was half written, or a purge has deleted, is not. */
    static CheckpointReport verify(Storage storage, String directory) throws IOException {
        String before = "";
        for (int attempt = 1; ; attempt++) {
            try {
                return verifyOnce(storage, directory);
            } catch (TidewheelException | NoSuchFileException e) {
                String found = String.valueOf(e.getMessage());
                if (found.equals(before)) {
                    throw e;
                }
                if (attempt == MOST_ATTEMPTS) {
                    throw new TidewheelException(
                            Kind.RESOURCE,
                            directory + " changed each of the " + MOST_ATTEMPTS + " times while it was read (" + found
                                    + "); try again when less is written",
                            e);
                }
                before = found;
            }
        }
    }

    private static CheckpointReport verifyOnce(Storage storage, String directory) throws IOException {
        Epochs epochs = epochs(storage, directory);
        long newest = epochs.newest();
        epochs.holder(newest); // a start would ask whether it lives
        Inspection inspection = new Inspection(storage, directory);
        History history = inspection.verify(newest);
        if (history.started().isEmpty()) {
            Layout.CHECKPOINT.refuseLost(storage, directory);
        }
        return new CheckpointReport(
                directory, newest, history, inspection.records(), inspection.files(), inspection.bytes());
    }

    static void show(Storage storage, String directory, Appendable out) throws IOException {
        Epochs epochs = epochs(storage, directory);
        for (long epoch : epochs.listed()) {
            out.append(shown(epochs, epoch)).append(System.lineSeparator());
        }
        new Inspection(storage, directory).show(out);
    }

    private static String shown(Epochs epochs, long epoch) throws IOException {
        try {
            return epochs.describe(epoch);
        } catch (TidewheelException e) {
            return "epoch " + epoch + ": " + e.getMessage();
        } catch (NoSuchFileException e) {
            return "epoch " + epoch + ": deleted since the epochs were listed";
        }
    }

    private static Epochs epochs(Storage storage, String directory) throws IOException {
        if (!Layout.CHECKPOINT.check(storage, directory)) {
            Optional<StoredFile> found = storage.stat(directory);
            if (found.isEmpty() || !found.get().directory()) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        directory + " is no checkpoint: "
                                + (found.isEmpty() ? "there is nothing of that name" : "it is a file, not a directory")
                                + "; check the path");
            }
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    directory + " is no checkpoint: it has no file FORMAT, as the directory of every checkpoint has;"
                            + " look for the right directory");
        }
        return new Epochs(storage, directory);
    }
}
