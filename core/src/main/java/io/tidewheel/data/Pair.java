package io.tidewheel.data;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A key with a value: the element of keyed datasets wherever one object stands for both. Either may be null.
 * Equal when both are; hashes by both.
 */
public record Pair<K extends @Nullable Object, V extends @Nullable Object>(K key, V value) implements Serializable {
    public static <K extends @Nullable Object, V extends @Nullable Object> Pair<K, V> of(K key, V value) {
        return new Pair<>(key, value);
    }

    @Override
    public String toString() {
        return "(" + key + ", " + value + ")";
    }
}
