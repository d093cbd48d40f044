package io.tidewheel.engine.exchange;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keyed rows in the order of a number, pulled: call {@link #next}, then look. For rows in hash order the number is the
 * key's unsigned hash. Used by one task thread.
 */
public abstract class SortedRows implements AutoCloseable {
    protected long code;
    protected @Nullable Object key;
    protected @Nullable Object value;

    /** Moves to the next row; false if there is none. */
    public abstract boolean next() throws Exception;

    /** The number that rows are in order of. */
    public final long code() {
        return code;
    }

    public final @Nullable Object key() {
        return key;
    }

    public final @Nullable Object value() {
        return value;
    }

    /** Pushes the remaining rows until there are none or the sink is done. */
    public void drain(Sink sink) throws Exception {
        while (!sink.done() && next()) {
            sink.accept(key, value);
        }
    }

    public long estimatedRows() {
        return -1;
    }

    /** How many rows were given, for error messages; -1 if nobody knows. */
    long given() {
        return -1;
    }

    /** Frees files and memory; twice does nothing. */
    @Override
    public void close() throws IOException {}

    /** The rows of a cursor that gives them in hash order; closing them closes it. */
    public static SortedRows inHashOrder(Cursor cursor) {
        return cursor instanceof SortedCursor sorted && sorted.isHashOrdered() ? sorted.rows() : new PulledRows(cursor);
    }

    /** No rows. */
    static SortedRows none() {
        return new SortedRows() {
            @Override
            public boolean next() {
                return false;
            }
        };
    }

    static long codeOf(int hash) {
        return hash & 0xFFFF_FFFFL;
    }

    static long hashCodeOf(@Nullable Object key) {
        return codeOf(KeyHash.of(key));
    }
}
