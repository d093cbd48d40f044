package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.Storage;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The checkpoint of one query, opened for writing by this process alone. Records are appended by one thread; files may be
 * written and read by several.
 *
 * <p>Opening claims the next epoch before it reads anything; from then on whoever held the checkpoint before can write no
 * record that counts.
 */
public interface Checkpoint extends AutoCloseable {
    /**
     * Opens the checkpoint in a directory, which is made if it does not exist.
     *
     * @throws TidewheelException (FENCED) if its holder is known to live and {@code options} do not say to take over
     * @throws TidewheelException (CHECKPOINT) if it cannot be read; says which file, record and byte
     */
    static Checkpoint open(Storage storage, String directory, CheckpointOptions options, Clock clock)
            throws IOException {
        return OpenCheckpoint.open(storage, directory, options, clock);
    }

    /**
     * Reads all that a start would need, without claiming the checkpoint.
     *
     * @throws TidewheelException (CHECKPOINT) if it could not be restored; says why
     */
    static CheckpointReport verify(Storage storage, String directory) throws IOException {
        return Inspector.verify(storage, directory);
    }

    /**
     * Prints who opened the checkpoint and every record of its journal, as text for people, without claiming it. What
     * is damaged is said where it is found.
     *
     * @throws TidewheelException (CHECKPOINT) if there is none, or one of a newer format
     */
    static void show(Storage storage, String directory, Appendable out) throws IOException {
        Inspector.show(storage, directory, out);
    }

    /** This opening's number: larger than that of every opening before. */
    long epoch();

    /** What the checkpoint held when it was opened. */
    History history();

    /**
     * Writes records with one durable write. When it returns they count: they will be there after a power failure, and
     * nobody had taken over before they were.
     *
     * @throws TidewheelException (FENCED) if somebody has taken over: the records may be there and do not count
     * @throws UnknownOutcomeException if nobody knows whether they are there
     */
    void append(List<JournalRecord> records) throws IOException;

    /**
     * Writes an immutable file under a name that no other attempt uses. Durable when it returns; forgotten and deleted
     * unless a record that names it is appended before the checkpoint is opened again.
     *
     * @param kind begins its name: "changes-hits-17"
     */
    FileRef write(String kind, Content content) throws IOException;

    /** Writes the bytes of a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Opens a file of this checkpoint.
     *
     * @throws TidewheelException (CHECKPOINT) if it is not there, or, when it was read to its end, not as it was written
     */
    InputStream read(FileRef file) throws IOException;

    /**
     * Returns if this opening is still the newest.
     *
     * @throws TidewheelException (FENCED) if somebody has taken over, who may have deleted what this one is looking for
     */
    void look() throws IOException;

    /** Deletes what no retained record needs. Called now and then, between batches. */
    void purge() throws IOException;

    /** Lets go of the checkpoint; the next start needs to wait for nobody. */
    @Override
    void close() throws IOException;
}
