package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;

/** Estimates the bytes of the objects of a table's entries from the last few looked at, for accumulators may grow. */
final class EntrySizes {
    private static final int KEPT = 32;

    private final Codecs codecs;
    private final long[] bytes = new long[KEPT];
    private int seen;
    private long sum;

    EntrySizes(Codecs codecs) {
        this.codecs = codecs;
    }

    /** Looks at one entry; which, depends on the number. */
    void sample(CombineTable table, long number) {
        int length = table.hashes.length;
        int slot = (int) Long.remainderUnsigned(number * 0x9E37_79B9_7F4A_7C15L, length);
        for (int step = 0; step < length; step++) {
            Object key = table.slots[2 * slot];
            if (key != null) {
                long size = (key == CombineTable.NULL_KEY ? 0 : codecs.heapBytes(key))
                        + codecs.heapBytes(table.slots[2 * slot + 1]);
                int at = seen++ % KEPT;
                sum += size - bytes[at];
                bytes[at] = size;
                return;
            }
            slot = slot + 1 == length ? 0 : slot + 1;
        }
    }

    long entryBytes() {
        return seen == 0 ? 32 : Math.max(8, sum / Math.min(seen, KEPT));
    }
}
