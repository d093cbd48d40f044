package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import java.nio.ByteBuffer;

/** The keys under which the panes of a window are kept. Pure. */
public final class PaneEntries {
    /*
     * Times are milliseconds since the epoch with the sign bit turned, so that they are ordered as unsigned bytes are.
     *
     *   0 (1 byte), time (8)                                      the shape of a pane, in key group 0
     *   1 (1 byte), time (8), partition (4), number of chunk (4)  rows, in the first key group of the partition
     */
    private static final byte SHAPE = 0;
    private static final byte CHUNK = 1;

    private PaneEntries() {}

    public static byte[] shape(long timeMillis) {
        return key(SHAPE, timeMillis, 0).array();
    }

    /** Before all shapes. */
    public static byte[] firstShape() {
        return new byte[] {SHAPE};
    }

    /** After all shapes. */
    public static byte[] endOfShapes() {
        return new byte[] {CHUNK};
    }

    /** Whose pane it is the shape of. */
    public static long timeMillis(byte[] shape) {
        return ByteBuffer.wrap(shape).getLong(1) ^ Long.MIN_VALUE;
    }

    public static byte[] chunk(long timeMillis, int partition, int number) {
        return key(CHUNK, timeMillis, 2 * Integer.BYTES)
                .putInt(partition)
                .putInt(number)
                .array();
    }

    /** Before all chunks of a pane, and behind those of the one before. */
    static byte[] firstChunk(long timeMillis) {
        return key(CHUNK, timeMillis, 0).array();
    }

    private static ByteBuffer key(byte kind, long timeMillis, int more) {
        return ByteBuffer.allocate(1 + Long.BYTES + more).put(kind).putLong(timeMillis ^ Long.MIN_VALUE);
    }

    /** Partitions that follow each other lie in groups that do. */
    public static int group(int partition, int keyGroups, int partitions) {
        return Math.min(keyGroups - 1, KeyGroups.firstGroup(partition, keyGroups, partitions));
    }
}
