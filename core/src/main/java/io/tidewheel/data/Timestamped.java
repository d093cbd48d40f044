package io.tidewheel.data;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A value with the time at which it happened.
 *
 * @param millis since 1970, in UTC; negative before
 */
public record Timestamped<T extends @Nullable Object>(long millis, T value) implements Serializable {
    public Instant time() {
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public String toString() {
        return value + " at " + time();
    }
}
