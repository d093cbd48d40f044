package io.tidewheel.codec;

import io.tidewheel.data.Pair;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values that are readable for a while only: those of a group, which may lie in a file of the task that made it. Written
 * and copied they are the list of them, and read back as that list. Whoever holds a row for longer than the call that gave
 * it holds what {@link #kept} makes of it.
 */
public abstract class LentValues extends AbstractCollection<@Nullable Object> {
    /** Estimated bytes on the heap of a list of the values. */
    public abstract long heapBytes();

    /** The row to hold on to: a list stands for lent values that are the row itself, or keys or values of its pairs. */
    public static @Nullable Object kept(@Nullable Object row) {
        if (row instanceof Pair<?, ?> pair) {
            Object key = kept(pair.key());
            Object value = kept(pair.value());
            return key == pair.key() && value == pair.value() ? row : new Pair<>(key, value);
        }
        return row instanceof LentValues values ? values.toList() : row;
    }

    /** How many bytes of heap {@link #kept} takes for lists; 0 if the row needs none. */
    public static long keptBytes(@Nullable Object row) {
        if (row instanceof Pair<?, ?> pair) {
            return keptBytes(pair.key()) + keptBytes(pair.value());
        }
        return row instanceof LentValues values ? Math.max(1, values.heapBytes()) : 0;
    }

    private List<@Nullable Object> toList() {
        return new ArrayList<>(this);
    }
}
