package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateScan;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * When keys want to be called, in the order of time, as one task attempt sees and changes it. Used by one thread.
 */
final class Timers {
    /*
     * One entry for each timer, in the group of its key: the time with its sign bit turned, so that times are ordered as
     * unsigned bytes are, then the key's bytes. There is nothing to say about it, so its value is empty.
     */
    static final long NONE = StateOutcome.NO_DEADLINE;

    static final byte[] NOTHING = {};

    private final StateOverlay entries;

    Timers(StateOverlay entries) {
        this.entries = entries;
    }

    void set(int group, long millis, byte[] key) {
        entries.put(group, entry(millis, key), NOTHING);
    }

    void cancel(int group, long millis, byte[] key) {
        entries.remove(group, entry(millis, key));
    }

    /** The timers of a group; also those that are set ahead of it while it is read. The caller closes it. */
    StateScan scan(int group) {
        return entries.scan(group, NOTHING, null);
    }

    static long millisOf(StateScan timer) {
        return ByteBuffer.wrap(timer.key()).getLong() ^ Long.MIN_VALUE;
    }

    static byte[] keyOf(StateScan timer) {
        return Arrays.copyOfRange(timer.key(), Long.BYTES, timer.key().length);
    }

    private static byte[] entry(long millis, byte[] key) {
        return ByteBuffer.allocate(Long.BYTES + key.length)
                .putLong(millis ^ Long.MIN_VALUE)
                .put(key)
                .array();
    }
}
