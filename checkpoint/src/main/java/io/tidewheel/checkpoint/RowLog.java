package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.RowJournal;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.time.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows in a directory, numbered from 0: durable once they are appended, read by their numbers, deleted from the front.
 * Held by one process at a time, as a checkpoint is. One thread appends; any may do the rest.
 */
public final class RowLog implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(RowLog.class);

    private final String directory;
    private final Storage storage;
    private final Holding holding;
    private final RowJournal journal;
    private volatile long end; // of the rows that count
    private boolean isMarked; // that there were rows
    private volatile @Nullable Throwable ended; // why nothing can be appended any more

    private RowLog(Storage storage, String directory, long segmentBytes, Holding holding) throws IOException {
        this.storage = storage;
        this.directory = directory;
        this.holding = holding;
        this.journal = new RowJournal(
                storage,
                directory,
                new RowJournal.Settings(
                        holding.epoch(),
                        holding.claim().nonce(),
                        segmentBytes,
                        holding.claim().claimedMillis()));
        try {
            holding.look();
            if (journal.isEmpty()) {
                Layout.refuseLostRows(storage, directory);
            } else {
                mark();
            }
            holding.purge();
            holding.showLife();
        } catch (IOException | RuntimeException e) {
            closeJournal();
            throw e;
        }
        this.end = journal.end();
    }

    /**
     * Opens the log in a directory, which is made if it does not exist.
     *
     * @param takeOver although its holder is known to live, which can append nothing more from then on
     * @param segmentBytes how long a file grows before the next one begins
     * @throws TidewheelException (FENCED) if its holder is known to live; (CHECKPOINT) if it is damaged, with file, record
     *     and byte; (CONFIGURATION) if nothing can be written there
     */
    public static RowLog open(Storage storage, String directory, boolean takeOver, long segmentBytes, Clock clock)
            throws IOException {
        Holding holding = Holding.claim(storage, directory, Layout.ROW_LOG, takeOver, clock);
        boolean isOpen = false;
        try {
            RowLog rows = new RowLog(storage, directory, segmentBytes, holding);
            isOpen = true;
            return rows;
        } catch (IOException | RuntimeException e) {
            holding.failed(e);
            throw e;
        } finally {
            if (!isOpen) {
                holding.forget();
            }
        }
    }

    /** The oldest row that is there; the next one, if there is none. */
    public long first() {
        return Math.min(journal.first(), end);
    }

    /** The row after the last one that counts. */
    public long end() {
        return end;
    }

    /** About how many bytes of files the rows from {@code row} on take. */
    public long bytesFrom(long row) {
        return journal.bytesFrom(row);
    }

    /**
     * Up to which row, at most {@code to}, the rows from {@code from} on have no more than so many bytes: one row further at
     * least. May be fewer rows than would fit, if there are more.
     */
    public long fitting(long from, long to, long bytes) throws IOException {
        return journal.fitting(from, to, bytes);
    }

    /**
     * Appends rows with one durable write: all of them, or none. When it returns they count: they will be there after a
     * power failure, and nobody had taken over before they were.
     *
     * @throws TidewheelException (FENCED) if somebody has taken over: the rows may be there and do not count
     * @throws UnknownOutcomeException if nobody knows whether they are there
     */
    public void append(List<byte[]> rows) throws IOException {
        refuseIfEnded();
        try {
            Failpoint.hit("before-append");
            journal.append(rows);
            Failpoint.hit("after-append-before-look");
            holding.look();
            mark();
            end = journal.end();
        } catch (IOException e) {
            ended = e;
            throw new UnknownOutcomeException(
                    "nobody knows whether " + directory + " has got " + rows.size() + " rows: " + e.getMessage()
                            + "; open it again to find out",
                    e);
        } catch (RuntimeException | Error e) {
            ended = e;
            throw e;
        }
    }

    private void refuseIfEnded() {
        Throwable cause = ended;
        if (cause instanceof TidewheelException fenced && fenced.kind() == Kind.FENCED) {
            throw new TidewheelException(fenced.kind(), fenced.getMessage(), fenced);
        }
        if (cause != null) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    directory + " takes no more rows, because nobody knows what became of the last ones ("
                            + cause.getMessage() + "); open it again",
                    cause);
        }
    }

    /** So that a log that has lost its rows is told from a new one. */
    private void mark() throws IOException {
        if (!isMarked) {
            Layout.started(storage, directory);
            isMarked = true;
        }
    }

    /** Reads rows {@code [from, to)} that count and are not deleted meanwhile. */
    public RowJournal.Reading read(long from, long to) {
        return journal.read(from, to);
    }

    /**
     * Deletes files of which all rows come before {@code row}.
     *
     * @throws TidewheelException (FENCED) if somebody has taken over
     */
    public void deleteBefore(long row) throws IOException {
        holding.look();
        journal.deleteBefore(Math.min(row, end));
    }

    /** Lets go of the log; the next one to open it needs to wait for nobody. */
    @Override
    public void close() throws IOException {
        holding.forget();
        try (holding) {
            closeJournal();
        }
    }

    /** Its rows are durable already, whatever becomes of the file that held them. */
    private void closeJournal() {
        try {
            journal.close();
        } catch (IOException e) {
            log.warn("the last segment of {} could not be closed; nothing is lost", directory, e);
        }
    }
}
