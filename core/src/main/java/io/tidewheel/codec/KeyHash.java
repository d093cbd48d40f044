package io.tidewheel.codec;

import org.jspecify.annotations.Nullable;

/** The one hash of keys: well mixed, the same in every JVM and run. Orders are by this hash, unsigned. */
public final class KeyHash {
    private KeyHash() {}

    public static int of(@Nullable Object key) {
        throw new UnsupportedOperationException();
    }
}
