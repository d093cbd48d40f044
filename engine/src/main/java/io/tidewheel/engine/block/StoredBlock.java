package io.tidewheel.engine.block;

import io.tidewheel.engine.cursor.Cursor;

/** A block as its reader sees it, wherever it lies. */
public interface StoredBlock extends AutoCloseable {
    BlockKey key();

    long rows();

    /**
     * Opens the rows. The cursor throws {@link BlockLostException} when their file is gone or damaged; the store has
     * forgotten the block by then.
     *
     * <p>A block that came from {@link BlockStore#take} can be opened once, and its objects may be kept and changed.
     * Opening it lets go of its memory: what the reader keeps, the reader accounts for.
     */
    Cursor open() throws Exception;

    /** Lets go of a taken block that was not opened; for any other it does nothing. */
    @Override
    void close();
}
