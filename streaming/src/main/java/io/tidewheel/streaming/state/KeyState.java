package io.tidewheel.streaming.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one key, during one call of a {@link StateFunction}. Worth nothing after it.
 *
 * @param <S> the state; a value like any other: an immutable record is best, for what is changed without
 *     {@link #update} is not kept
 */
public interface KeyState<S> {
    /** Null if nothing is kept of the key. */
    @Nullable
    S get();

    default boolean exists() {
        return get() != null;
    }

    /** @throws IllegalStateException if {@link #isTimingOut}: then the state ends with this call */
    void update(S state);

    void remove();

    /** True if the function is called because no value has come for as long as the timeout. */
    boolean isTimingOut();

    /** When the batch was planned: the same if it is run again. Never before the last batch's. */
    Instant batchTime();
}
