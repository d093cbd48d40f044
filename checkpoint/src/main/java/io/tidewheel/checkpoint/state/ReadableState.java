package io.tidewheel.checkpoint.state;

import org.jspecify.annotations.Nullable;

/**
 * One operator's state as of some version. Keys and values are bytes; keys of one group are ordered as unsigned bytes.
 * Arrays that are handed in or out are changed by nobody.
 */
public interface ReadableState {
    /** The batch whose changes were the last to be applied; -1 before the first. */
    long version();

    /** The value of a key; null if there is none. */
    byte @Nullable [] get(int keyGroup, byte[] key);

    /** The entries of one group with {@code from <= key < to}, in order. The caller closes what it gets. */
    StateScan scan(int keyGroup, byte[] from, byte @Nullable [] to);
}
