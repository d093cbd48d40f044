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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A checkpoint that this process has claimed. */
final class OpenCheckpoint implements Checkpoint {
    private static final Logger log = LoggerFactory.getLogger(OpenCheckpoint.class);

    private final Storage storage;
    private final String directory;
    private final Epochs epochs;
    private final long epoch;
    private final Claim claim;
    private final StateFiles files;
    private final Journal journal;
    private final Heartbeat heartbeat;
    private boolean isMarked; // that the query was started
    private boolean isClosed;
    private boolean isPurged; // of claims, of which none are added
    private volatile @Nullable Throwable ended; // why nothing can be appended any more

    static OpenCheckpoint open(Storage storage, String directory, CheckpointOptions options, Clock clock)
            throws IOException {
        Epochs epochs = new Epochs(storage, directory);
        Claim claim = Holders.here(clock);
        boolean isOpen = false;
        try {
            long epoch = claimNext(storage, directory, options, epochs, claim);
            Failpoint.hit("after-claim");
            OpenCheckpoint checkpoint = claimed(storage, directory, options, epochs, epoch, claim);
            isOpen = true;
            return checkpoint;
        } finally {
            if (!isOpen) {
                Holders.gone(claim);
            }
        }
    }

    /** Makes the directory if need be, and claims its next epoch. */
    private static long claimNext(
            Storage storage, String directory, CheckpointOptions options, Epochs epochs, Claim claim)
            throws IOException {
        try {
            Layout.prepare(storage, directory);
            long newest = epochs.newest();
            if (!options.takeOver()) {
                epochs.refuseLiving(newest);
            }
            epochs.claim(newest + 1, claim);
            epochs.requireNewest(newest + 1);
            return newest + 1;
        } catch (IOException e) {
            TidewheelException unusable = Unusable.because(storage, directory, e);
            if (unusable != null) {
                throw unusable;
            }
            throw e;
        }
    }

    private static OpenCheckpoint claimed(
            Storage storage, String directory, CheckpointOptions options, Epochs epochs, long epoch, Claim claim)
            throws IOException {
        try {
            return new OpenCheckpoint(storage, directory, options, epochs, epoch, claim);
        } catch (IOException | RuntimeException e) {
            TidewheelException fenced = epochs.fencedInstead(epoch, e);
            if (fenced != null) {
                throw fenced;
            }
            try {
                epochs.close(epoch); // nothing will be written in it
            } catch (IOException | RuntimeException also) {
                e.addSuppressed(also);
            }
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
        this.storage = storage;
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
        try {
            epochs.look(epoch);
            markStarted();
            heartbeat = epochs.heartbeat(epoch);
        } catch (IOException | RuntimeException e) {
            closeJournal();
            throw e;
        }
    }

    /** So that a checkpoint that has lost its journal is told from a new one. */
    private void markStarted() throws IOException {
        isMarked = Layout.isStarted(storage, directory);
        Layout.refuseLostJournal(storage, directory, journal.history());
        if (!isMarked && journal.history().started().isPresent()) {
            Layout.started(storage, directory);
            isMarked = true;
        }
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
        journal.check(records);
        try {
            journal.append(records);
            Failpoint.hit("after-append-before-look");
            epochs.look(epoch);
            records.forEach(files::named);
            if (!isMarked) {
                Layout.started(storage, directory);
                isMarked = true;
            }
        } catch (IOException e) {
            ended = e;
            throw new UnknownOutcomeException(
                    "nobody knows whether " + directory + " has got " + names(records) + ": " + e.getMessage()
                            + "; open the checkpoint again to find out",
                    e);
        } catch (RuntimeException | Error e) {
            ended = e;
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
        Throwable cause = ended;
        if (cause instanceof TidewheelException fenced && fenced.kind() == Kind.FENCED) {
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
    public void look() throws IOException {
        epochs.look(epoch);
    }

    @Override
    public void purge() throws IOException {
        refuseIfEnded();
        epochs.look(epoch);
        journal.purge(files);
        if (!isPurged) {
            epochs.purge(epoch);
            isPurged = true;
        }
    }

    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        Holders.gone(claim);
        try (heartbeat) {
            closeJournal();
            epochs.close(epoch);
        }
    }

    /** Its records are durable already, whatever becomes of the file that held them. */
    private void closeJournal() {
        try {
            journal.close();
        } catch (IOException e) {
            log.warn("the last segment of {} could not be closed; nothing is lost", directory, e);
        }
    }
}
