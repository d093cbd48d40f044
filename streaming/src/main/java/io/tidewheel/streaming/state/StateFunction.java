package io.tidewheel.streaming.state;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Makes a row of a key's new value and of what is kept of the key, and says what shall be kept. */
@FunctionalInterface
public interface StateFunction<K, V, S, R> extends Serializable {
    /**
     * Called for each value, those of a key in the order of source partitions and of arrival; and, if there is a
     * timeout, once for a key of which something is kept and to which nothing came for so long.
     *
     * @param value null if the key times out
     * @return a row, or null for none
     */
    @Nullable
    R apply(K key, @Nullable V value, KeyState<S> state) throws Exception;
}
