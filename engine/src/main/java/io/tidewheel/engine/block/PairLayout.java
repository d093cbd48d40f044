package io.tidewheel.engine.block;

import org.jspecify.annotations.Nullable;

/** Chooses how the next chunk of keyed rows lies: in columns until a row comes that does not fit, by reference ever after. */
final class PairLayout {
    private boolean byReference;

    PairLayout(boolean byReference) {
        this.byReference = byReference;
    }

    /** @param last in which the row found no place; null if there is none */
    PairChunk next(@Nullable PairChunk last, @Nullable Object key, @Nullable Object value, int capacity) {
        int rows = capacity;
        if (last instanceof ColumnPairs full) {
            byReference = !full.fits(key, value);
            if (full.trimIfRoomy()) { // there was room for more rows, but not for their texts
                rows = Math.min(capacity, full.rows());
            }
        }
        ColumnPairs columns = byReference ? null : ColumnPairs.of(key, value, rows);
        byReference = columns == null;
        PairChunk next = columns == null ? new SlotPairs(capacity) : columns;
        next.add(key, value);
        return next;
    }
}
