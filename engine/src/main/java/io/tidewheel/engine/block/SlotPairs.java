package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Any keyed rows, by reference: key, value, key, value. */
final class SlotPairs extends PairChunk {
    private @Nullable Object[] slots;

    SlotPairs(int capacity) {
        slots = new Object[2 * capacity];
    }

    @Override
    boolean add(@Nullable Object key, @Nullable Object value) {
        int at = 2 * rows;
        if (at == slots.length) {
            return false;
        }
        slots[at] = key;
        slots[at + 1] = value;
        rows++;
        return true;
    }

    @Nullable
    Object[] slots() {
        return slots;
    }

    @Override
    public @Nullable Object key(int row) {
        return slots[2 * row];
    }

    @Override
    public @Nullable Object value(int row) {
        return slots[2 * row + 1];
    }

    @Override
    long bytes() {
        return 64 + 4L * slots.length;
    }

    @Override
    long objectBytes(int row, Codecs codecs) {
        return codecs.heapBytes(key(row)) + codecs.heapBytes(value(row));
    }

    @Override
    void trim() {
        if (2 * rows < slots.length) {
            slots = Arrays.copyOf(slots, 2 * rows);
        }
    }
}
