package io.tidewheel.checkpoint.state;

import org.jspecify.annotations.Nullable;

/** Copies some entries at a time, so that whoever applies changes never waits long. */
final class MemoryScan implements StateScan {
    private static final int FIRST_COPIED = 8;
    private static final int MOST_COPIED = 64;

    private final MemoryGroup group;
    private final byte @Nullable [] to;
    private byte[] from;
    private byte[][] keys = new byte[FIRST_COPIED][];
    private byte[][] values = new byte[FIRST_COPIED][];
    private int copied;
    private int at = -1;
    private boolean ended;

    MemoryScan(MemoryGroup group, byte[] from, byte @Nullable [] to) {
        this.group = group;
        this.from = from;
        this.to = to;
    }

    @Override
    public boolean next() {
        if (at + 1 < copied) {
            at++;
            return true;
        }
        if (ended) {
            return false;
        }
        if (copied > 0 && keys.length < MOST_COPIED) {
            keys = new byte[MOST_COPIED][];
            values = new byte[MOST_COPIED][];
        }
        copied = group.copyRange(from, to, keys, values);
        at = 0;
        ended = copied < keys.length;
        if (!ended) {
            from = ByteKeys.successor(keys[copied - 1]);
        }
        return copied > 0;
    }

    @Override
    public byte[] key() {
        return keys[at];
    }

    @Override
    public byte[] value() {
        return values[at];
    }

    @Override
    public void close() {}
}
