package io.tidewheel.streaming;

import org.jspecify.annotations.Nullable;

/**
 * Hears what a query does. Called by the query's thread, {@link #started} at first by the one that starts it; one call
 * after the other: be quick. What a listener throws is logged and does not harm the query. It may stop the query, but not
 * wait for it.
 */
public interface QueryListener {
    /**
     * The query has taken its checkpoint and is about to run its first batch. Called again when a query that has lost its
     * way takes it once more: each time with the id of another run.
     *
     * @param id the same in every run
     * @param runId of this run
     */
    default void started(String query, String id, String runId) {}

    /** A batch was committed. */
    default void progressed(QueryProgress progress) {}

    /**
     * The query has ended.
     *
     * @param failure null if it was stopped, drained or came to its end
     */
    default void ended(String query, String id, String runId, @Nullable Throwable failure) {}
}
