package io.tidewheel.checkpoint.state;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts and removals in one operator's state, encoded; each key at most once. The bytes are what the journal and change
 * files hold, see docs/formats.
 */
public final class StateChanges {
    /*
     * For each entry: key group (varint), length of key (varint), key, length of value + 1 (varint; 0: removed), value.
     */
    private final byte[] encoded;
    private final long keys;

    private StateChanges(byte[] encoded, long keys) {
        this.encoded = encoded;
        this.keys = keys;
    }

    /** Reads what {@link #encoded} gave. */
    public static StateChanges of(byte[] encoded, long keys) {
        return new StateChanges(encoded, keys);
    }

    public byte[] encoded() {
        return encoded;
    }

    public long keys() {
        return keys;
    }

    /** Takes one entry; value null: removed. */
    @FunctionalInterface
    public interface Visitor {
        void changed(int keyGroup, byte[] key, byte @Nullable [] value);
    }

    /** Hands out all entries in their order. */
    public void forEach(Visitor visitor) {
        int at = 0;
        while (at < encoded.length) {
            long group = varint(at);
            long keyLength = varint(end(group));
            int keyEnd = end(keyLength) + (int) keyLength;
            byte[] key = Arrays.copyOfRange(encoded, end(keyLength), keyEnd);
            long valueLength = varint(keyEnd); // plus one; 0: removed
            at = end(valueLength) + Math.max(0, (int) valueLength - 1);
            boolean removed = (int) valueLength == 0;
            visitor.changed((int) group, key, removed ? null : Arrays.copyOfRange(encoded, end(valueLength), at));
        }
    }

    private static int end(long varint) {
        return (int) (varint >>> 32);
    }

    /** Low half: the number; high half: where it ends. */
    private long varint(int from) {
        int value = 0;
        int at = from;
        for (int shift = 0; ; shift += 7) {
            byte next = encoded[at++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return ((long) at << 32) | (value & 0xffffffffL);
            }
        }
    }

    /** Collects entries. Used by one thread. */
    public static final class Builder {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private long keys;

        public void put(int keyGroup, byte[] key, byte[] value) {
            entry(keyGroup, key);
            varint(value.length + 1);
            out.writeBytes(value);
        }

        public void remove(int keyGroup, byte[] key) {
            entry(keyGroup, key);
            varint(0);
        }

        private void entry(int keyGroup, byte[] key) {
            keys++;
            varint(keyGroup);
            varint(key.length);
            out.writeBytes(key);
        }

        private void varint(int value) {
            int rest = value;
            while ((rest & ~0x7f) != 0) {
                out.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }

        public StateChanges build() {
            return new StateChanges(out.toByteArray(), keys);
        }
    }
}
