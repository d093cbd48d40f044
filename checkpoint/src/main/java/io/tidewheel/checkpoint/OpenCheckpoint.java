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
    private final Holding holding;
    private final StateFiles files;
    private final Journal journal;
    private boolean isMarked; // that the query was started
    private boolean isClosed;
    private volatile @Nullable Throwable ended; // why nothing can be appended any more

    static OpenCheckpoint open(Storage storage, String directory, CheckpointOptions options, Clock clock)
            throws IOException {
        Holding holding = Holding.claim(storage, directory, Layout.CHECKPOINT, options.takeOver(), clock);
        boolean isOpen = false;
        try {
            OpenCheckpoint checkpoint = new OpenCheckpoint(storage, directory, options, holding);
            isOpen = true;
            return checkpoint;
        } catch (IOException | RuntimeException e) {
            holding.failed(e);
            throw e;
        } finally {
            if (!isOpen) {
                holding.forget();
            }
        }
    }

    private OpenCheckpoint(Storage storage, String directory, CheckpointOptions options, Holding holding)
            throws IOException {
        this.directory = directory;
        this.storage = storage;
        this.holding = holding;
        this.files = new StateFiles(storage, directory, holding.epoch());
        this.journal = new Journal(
                storage,
                directory,
                files,
                new Journal.Settings(
                        holding.epoch(),
                        holding.claim().nonce(),
                        options.retainedCommits(),
                        options.segmentBytes(),
                        holding.claim().claimedMillis()));
        try {
            holding.look();
            markStarted();
            holding.showLife();
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
        return holding.epoch();
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
            holding.look();
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
        holding.look();
    }

    @Override
    public void purge() throws IOException {
        refuseIfEnded();
        holding.look();
        journal.purge(files);
        holding.purge();
    }

    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        holding.forget();
        try (holding) {
            closeJournal();
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
