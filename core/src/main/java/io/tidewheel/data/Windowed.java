package io.tidewheel.data;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key within a window, the span of event time {@code [start, end)}: what a windowed aggregation has results of.
 *
 * @param startMillis the first millisecond of the window, since 1970, in UTC; negative before
 * @param endMillis the first millisecond after it
 */
public record Windowed<K extends @Nullable Object>(K key, long startMillis, long endMillis) implements Serializable {
    public Instant start() {
        return Instant.ofEpochMilli(startMillis);
    }

    public Instant end() {
        return Instant.ofEpochMilli(endMillis);
    }

    // Written out, as keys are hashed and compared for each row: what the compiler makes is slow until the JIT has seen
    // it.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Windowed<?> that
                && startMillis == that.startMillis
                && endMillis == that.endMillis
                && Objects.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Objects.hashCode(key) + Long.hashCode(startMillis)) + Long.hashCode(endMillis);
    }

    @Override
    public String toString() {
        return key + " [" + start() + ", " + end() + ")";
    }
}
