package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.StateScan;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A time and a key as one key of a state, which orders its entries by time: the time with its sign bit turned, so that
 * times are ordered as unsigned bytes are (8 bytes), then the key's bytes.
 */
final class TimedKey {
    private TimedKey() {}

    static byte[] of(long millis, byte[] key) {
        return ByteBuffer.allocate(Long.BYTES + key.length)
                .putLong(millis ^ Long.MIN_VALUE)
                .put(key)
                .array();
    }

    static long millisOf(StateScan entry) {
        return ByteBuffer.wrap(entry.key()).getLong() ^ Long.MIN_VALUE;
    }

    static byte[] keyOf(StateScan entry) {
        return Arrays.copyOfRange(entry.key(), Long.BYTES, entry.key().length);
    }
}
