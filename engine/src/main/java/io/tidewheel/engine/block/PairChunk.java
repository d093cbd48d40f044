package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import org.jspecify.annotations.Nullable;

/** Consecutive keyed rows, read by number. Filled by one thread, and not changed once others read it. */
public abstract class PairChunk {
    /** The number of a row takes so many bits. */
    public static final int ROW_BITS = 13;

    static final int MOST_ROWS = 1 << ROW_BITS;

    protected int rows;

    public final int rows() {
        return rows;
    }

    /** Appends a row; false, and nothing has changed, if it finds no place here. */
    abstract boolean add(@Nullable Object key, @Nullable Object value);

    public abstract @Nullable Object key(int row);

    public abstract @Nullable Object value(int row);

    /** Bytes of the chunk itself, without the objects that it refers to. */
    abstract long bytes();

    /** Estimated bytes of the objects that it refers to for a row. */
    abstract long objectBytes(int row, Codecs codecs);

    /** Gives up the room for further rows. */
    abstract void trim();
}
