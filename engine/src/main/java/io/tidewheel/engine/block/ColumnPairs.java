package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import org.jspecify.annotations.Nullable;

/** Keyed rows whose keys, values or both are of a type that is kept by what it says, see {@link Column}. */
final class ColumnPairs extends PairChunk {
    private final Column keys;
    private final Column values;
    private final int capacity;

    private ColumnPairs(Column keys, Column values, int capacity) {
        this.keys = keys;
        this.values = values;
        this.capacity = capacity;
    }

    /** For rows like this one; null if nothing is won by columns. */
    static @Nullable ColumnPairs of(@Nullable Object key, @Nullable Object value, int capacity) {
        Column keys = Column.ofNumbers(key, capacity);
        Column values = Column.of(value, capacity);
        return keys == null && values == null
                ? null
                : new ColumnPairs(
                        keys == null ? new Column.Objects(capacity) : keys,
                        values == null ? new Column.Objects(capacity) : values,
                        capacity);
    }

    @Override
    boolean add(@Nullable Object key, @Nullable Object value) {
        int row = rows;
        if (row == capacity || !keys.put(row, key) || !values.put(row, value)) {
            return false;
        }
        rows = row + 1;
        return true;
    }

    /** Whether there would be a place for the row if only there were room. */
    boolean fits(@Nullable Object key, @Nullable Object value) {
        return keys.fits(key) && values.fits(value);
    }

    /** Gives up the room for further rows, if there is much; says whether there was. */
    boolean trimIfRoomy() {
        boolean roomy = rows < capacity - capacity / 8;
        if (roomy) {
            trim();
        }
        return roomy;
    }

    @Override
    public @Nullable Object key(int row) {
        return keys.get(row);
    }

    @Override
    public @Nullable Object value(int row) {
        return values.get(row);
    }

    @Override
    long bytes() {
        return 56 + keys.bytes() + values.bytes();
    }

    @Override
    long objectBytes(int row, Codecs codecs) {
        return keys.objectBytes(row, codecs) + values.objectBytes(row, codecs);
    }

    @Override
    void trim() {
        keys.trim(rows);
        values.trim(rows);
    }
}
