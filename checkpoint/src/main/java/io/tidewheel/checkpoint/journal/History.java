package io.tidewheel.checkpoint.journal;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint held when it was opened. Immutable but for the files behind {@link #replay}.
 *
 * <p>{@code open} is empty if no batch was begun and not ended; {@code prepared} belongs to it.
 */
public interface History {
    /** Empty if the query has never been started. */
    Optional<Started> started();

    /** The last batch that happened; empty if none did. */
    Optional<Committed> lastCommitted();

    /** How {@link #lastCommitted} had been planned. */
    Optional<Planned> lastPlanned();

    /** A batch that was planned and has not happened: it runs again, exactly so. */
    Optional<Planned> open();

    /** That batch as it would be committed, if it got so far. */
    Optional<Prepared> prepared();

    /** The operators that have state, in the order of names. */
    List<String> operators();

    /**
     * The newest snapshots of an operator that together cover all its key groups, oldest first; fewer if some were never
     * taken. Of several that hold a group the last one counts for it.
     */
    List<SnapshotRef> snapshots(String operator);

    /**
     * Hands out, in the order of batches, what batches after {@code batchId} changed in an operator's state. What
     * {@link #snapshots} hold of all key groups may be gone; to be called before {@link
     * io.tidewheel.checkpoint.Checkpoint#purge} is.
     *
     * @param batchId up to which snapshots hold everything; -1 if there is a group without one
     * @throws IOException if a file cannot be read
     * @throws io.tidewheel.error.TidewheelException (CHECKPOINT) if something is missing or damaged; says what
     */
    void replay(String operator, long batchId, Changes changes) throws IOException;

    /** Takes what one task of a batch changed; the parts of a batch come one after the other. */
    @FunctionalInterface
    interface Changes {
        void changed(long batchId, Blob encoded) throws IOException;
    }

    /** The oldest offset that a retained record still names, by source; what is before it may be forgotten. */
    Map<String, String> lowWater();
}
