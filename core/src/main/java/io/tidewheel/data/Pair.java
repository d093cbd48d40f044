package io.tidewheel.data;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key with a value: the element of keyed datasets wherever one object stands for both. Either may be null.
 * Equal when both are; hashes by both.
 */
public record Pair<K extends @Nullable Object, V extends @Nullable Object>(K key, V value) implements Serializable {
    public static <K extends @Nullable Object, V extends @Nullable Object> Pair<K, V> of(K key, V value) {
        return new Pair<>(key, value);
    }

    // Written out, as keys are hashed and compared for each row: what the compiler makes is slow until the JIT has seen
    // it.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pair<?, ?> that && Objects.equals(key, that.key) && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(key) + Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return "(" + key + ", " + value + ")";
    }
}
