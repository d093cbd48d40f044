package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;

/** One map task's output for one reduce partition, as its reader sees it. */
public interface ExchangeInput {
    int mapPartition();

    long rows();

    /** True if this reader is the only one: objects may be kept and changed, memory is let go as rows are read. */
    boolean exclusive();

    /** Rows in the order in which they were written. Once. */
    Cursor open() throws Exception;

    /** Lets go of an input that will not be opened; after it was opened, or twice, it does nothing. */
    default void discard() {}
}
