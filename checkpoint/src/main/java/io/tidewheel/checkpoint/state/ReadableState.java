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

    /** Takes what was found for one key; {@code length} is -1 if it has no value. The array is to be read at once only. */
    @FunctionalInterface
    interface Found {
        void value(int number, byte[] array, int from, int length) throws Exception;
    }

    /** With how many keys {@link #getAll} does best. */
    default int keysAtOnce() {
        return 1024;
    }

    /** Looks up many keys, which costs less for each than {@link #get}: hands out what it finds, in any order. */
    default void getAll(KeyBlock keys, Found found) throws Exception {
        for (int number = 0; number < keys.size(); number++) {
            byte[] value = get(keys.keyGroup(number), keys.key(number));
            if (value == null) {
                found.value(number, ByteKeys.EMPTY, 0, -1);
            } else {
                found.value(number, value, 0, value.length);
            }
        }
    }

    /** The entries of one group with {@code from <= key < to}, in order. The caller closes what it gets. */
    StateScan scan(int keyGroup, byte[] from, byte @Nullable [] to);
}
