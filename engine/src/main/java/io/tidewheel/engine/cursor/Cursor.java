package io.tidewheel.engine.cursor;

import java.io.IOException;

/**
 * Produces the rows of one partition, once. Either {@link #drain} pushes them all, which is fast, or {@link #advance}
 * gives exactly one, which user iterators, zips and merges need; the two may be mixed. Used by one task thread.
 */
public interface Cursor extends AutoCloseable {
    /** Pushes the remaining rows until there are none or the sink is done. */
    void drain(Sink sink) throws Exception;

    /** Pushes exactly one row, or returns false because there is none. */
    boolean advance(Sink sink) throws Exception;

    /** Frees files and memory; twice does nothing. */
    @Override
    default void close() throws IOException {}

    /** How many rows are to come, about; -1 if nobody knows. */
    default long estimatedRows() {
        return -1;
    }

    /** How many rows are to come, exactly; -1 if only reading them tells. */
    default long knownRows() {
        return -1;
    }

    /** Where the last row came from, for error messages: "record 17", "file a.txt line 12"; empty if unknown. */
    default String position() {
        return "";
    }
}
