package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.RowJournal;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.Storage;
import io.tidewheel.time.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Rows in a directory, numbered from 0: durable once they are appended, read by their numbers, deleted from the front.
 * Held by one process at a time, as a checkpoint is. One thread appends; any may do the rest.
 */
public final class RowLog implements Closeable {
    private final Holding holding;
    private final RowJournal journal;
    private final HeldJournal held;
    private volatile long end; // of the rows that count

    private RowLog(Storage storage, String directory, long segmentBytes, Holding holding) throws IOException {
        this.holding = holding;
        this.journal = new RowJournal(
                storage,
                directory,
                new RowJournal.Settings(
                        holding.epoch(),
                        holding.claim().nonce(),
                        segmentBytes,
                        holding.claim().claimedMillis()));
        this.held = new HeldJournal(Layout.ROW_LOG, storage, directory, holding, "rows", journal);
        held.begin(journal.isEmpty(), holding::purge);
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
        return Holding.open(
                storage,
                directory,
                Layout.ROW_LOG,
                takeOver,
                clock,
                holding -> new RowLog(storage, directory, segmentBytes, holding));
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
        held.append(rows.size() + " rows", () -> {
            Failpoint.hit("before-append");
            journal.append(rows);
        });
        end = journal.end();
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
        held.close();
    }
}
