package io.tidewheel.engine.block;

import io.tidewheel.engine.cursor.Cursor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Set;

/**
 * Rows kept in memory: one map task's output for one reduce partition, or a cached partition. Immutable once made.
 * Bytes that {@link #encode} wrote are read back, row by row, by the {@link BlockFormat} of whoever made the block.
 */
public interface Block {
    long rows();

    /** Estimated bytes on the heap, the rows' objects included. */
    long heapBytes();

    /** Any number of readers at once; rows in the order in which they were written. Readers do not change them. */
    Cursor read();

    /**
     * The only reader, which may keep and change the objects. The block lets go of rows as they are read; nobody may
     * read it again.
     */
    Cursor take();

    /** Writes the rows. The caller owns {@code out}. */
    void encode(OutputStream out) throws IOException;

    /** Files in which some of the rows lie, because the task that made the block had no memory for them. */
    default Set<Path> files() {
        return Set.of();
    }

    /** Lets go of {@link #files}; called once, when nobody will read the block any more. */
    default void discard() {}
}
