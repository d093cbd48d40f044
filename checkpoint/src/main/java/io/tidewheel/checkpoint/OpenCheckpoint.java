package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Journal;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.checkpoint.journal.StateFiles;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checkpoint that this process has claimed. */
final class OpenCheckpoint implements Checkpoint {
    private final String directory;
    private final Epochs epochs;
    private final long epoch;
    private final Claim claim;
    private final StateFiles files;
    private final Journal journal;
    private volatile @Nullable Exception ended; // why nothing can be appended any more

    static OpenCheckpoint open(Storage storage, String directory, CheckpointOptions options, Clock clock)
            throws IOException {
        Layout.prepare(storage, directory);
        Epochs epochs = new Epochs(storage, directory);
        long newest = epochs.newest();
        if (!options.takeOver()) {
            epochs.refuseLiving(newest);
        }
        Claim claim = Holders.here(clock);
        try {
            epochs.claim(newest + 1, claim);
            Failpoint.hit("after-claim");
            return new OpenCheckpoint(storage, directory, options, epochs, newest + 1, claim);
        } catch (IOException | RuntimeException e) {
            Holders.gone(claim);
            throw e;
        }
    }

    private OpenCheckpoint(
            Storage storage, String directory, CheckpointOptions options, Epochs epochs, long epoch, Claim claim)
            throws IOException {
        this.directory = directory;
        this.epochs = epochs;
        this.epoch = epoch;
        this.claim = claim;
        this.files = new StateFiles(storage, directory, epoch);
        this.journal = new Journal(
                storage,
                directory,
                files,
                new Journal.Settings(
                        epoch,
                        claim.nonce(),
                        options.retainedCommits(),
                        options.segmentBytes(),
                        claim.claimedMillis()));
        epochs.look(epoch);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public History history() {
        return journal.history();
    }

    @Override
    public void append(List<JournalRecord> records) throws IOException {
        refuseIfEnded();
        try {
            journal.append(records);
            Failpoint.hit("after-append-before-look");
            epochs.look(epoch);
        } catch (IOException e) {
            ended = e;
            throw new UnknownOutcomeException(
                    "nobody knows whether " + directory + " has got " + names(records) + ": " + e.getMessage()
                            + "; open the checkpoint again to find out",
                    e);
        } catch (TidewheelException e) {
            if (e.kind() == Kind.FENCED) {
                ended = e;
            }
            throw e;
        }
    }

    private static String names(List<JournalRecord> records) {
        return records.stream()
                .map(record -> record.getClass().getSimpleName())
                .toList()
                .toString();
    }

    private void refuseIfEnded() {
        Exception cause = ended;
        if (cause instanceof TidewheelException fenced) {
            throw new TidewheelException(fenced.kind(), fenced.getMessage(), fenced);
        }
        if (cause != null) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    directory + " takes no more records, because nobody knows what became of the last ones ("
                            + cause.getMessage() + "); open it again",
                    cause);
        }
    }

    @Override
    public FileRef write(String kind, Content content) throws IOException {
        return files.write(kind, content::writeTo);
    }

    @Override
    public InputStream read(FileRef file) throws IOException {
        return files.read(file);
    }

    @Override
    public void purge() throws IOException {
        refuseIfEnded();
        epochs.look(epoch);
    }

    @Override
    public void close() throws IOException {
        Holders.gone(claim);
        try {
            journal.close();
        } finally {
            epochs.close(epoch);
        }
    }
}
