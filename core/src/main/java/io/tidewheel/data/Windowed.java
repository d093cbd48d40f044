package io.tidewheel.data;

import java.io.Serializable;
import java.time.Instant;
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

    @Override
    public String toString() {
        return key + " [" + start() + ", " + end() + ")";
    }
}
