package io.tidewheel.streaming.source;

import java.io.Closeable;
import java.io.IOException;

/** Reads the rows of one split, always the same in the same order. Used by one task's thread. */
public interface SplitReader<T> extends Closeable {
    /**
     * Hands the next rows to {@code rows}, at most {@code atMost} and, unless the end is reached, at least one; a bad
     * record counts as a row.
     *
     * @return false once nothing is left
     */
    boolean read(RowReceiver<T> rows, int atMost) throws Exception;

    /** Where it is, for errors: "in/a.log line 17". */
    String position();

    @Override
    default void close() throws IOException {}
}
