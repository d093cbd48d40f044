package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts and removals in one operator's state, encoded; each key at most once, ordered by key group. The bytes are what
 * the journal and change files hold, see docs/formats.
 */
public final class StateChanges {
    /*
     * For each entry: key group (varint), length of key (varint), key, length of value + 1 (varint; 0: removed), value.
     */
    public static final StateChanges NONE = new StateChanges(new byte[0], 0);

    private final byte[] encoded;
    private final long keys;
    private final int[] partEnds; // of parts with key groups of their own

    private StateChanges(byte[] encoded, long keys) {
        this(encoded, keys, new int[] {encoded.length});
    }

    private StateChanges(byte[] encoded, long keys, int[] partEnds) {
        this.encoded = encoded;
        this.keys = keys;
        this.partEnds = partEnds;
    }

    /** Reads what {@link #encoded} gave. */
    public static StateChanges of(byte[] encoded, long keys) {
        return new StateChanges(encoded, keys);
    }

    /** What partitions with ascending key groups have changed, as one. */
    public static StateChanges concat(List<StateChanges> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long keys = 0;
        long bytes = 0;
        for (StateChanges part : parts) {
            keys += part.keys;
            bytes += part.encoded.length;
        }
        byte[] joined = new byte[Math.toIntExact(bytes)];
        int[] ends = new int[parts.size()];
        int at = 0;
        for (int i = 0; i < ends.length; i++) {
            byte[] part = parts.get(i).encoded;
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
            ends[i] = at;
        }
        return new StateChanges(joined, keys, ends);
    }

    /** The changes in some groups. */
    public StateChanges within(IntPredicate groups) {
        byte[] kept = new byte[encoded.length];
        int size = 0;
        long count = 0;
        Reader reader = reader();
        int start = 0;
        while (reader.next()) {
            if (groups.test(reader.keyGroup)) {
                System.arraycopy(encoded, start, kept, size, reader.at - start);
                size += reader.at - start;
                count++;
            }
            start = reader.at;
        }
        return size == encoded.length ? this : new StateChanges(Arrays.copyOf(kept, size), count);
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
        Reader reader = reader();
        while (reader.next()) {
            visitor.changed(reader.keyGroup(), reader.key(), reader.isRemoval() ? null : reader.value());
        }
    }

    /** A new reader before the first entry. */
    public Reader reader() {
        return new Reader(encoded, 0, encoded.length);
    }

    /** How many parts there are that have no key group in common. */
    int parts() {
        return partEnds.length;
    }

    /** A new reader of one part. */
    Reader reader(int part) {
        return new Reader(encoded, part == 0 ? 0 : partEnds[part - 1], partEnds[part]);
    }

    /** Walks over the entries without copying them. Used by one thread. */
    public static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int at;
        private int keyGroup;
        private int keyFrom;
        private int keyLength;
        private int valueFrom;
        private int valueLength;

        private Reader(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.at = from;
            this.end = end;
        }

        /** @throws TidewheelException (CHECKPOINT) if the bytes are not what a builder built */
        public boolean next() {
            if (at == end) {
                return false;
            }
            int start = at;
            keyGroup = varint(start);
            keyLength = varint(start);
            keyFrom = skip(keyLength, start);
            int valueLengthPlusOne = varint(start);
            valueLength = valueLengthPlusOne - 1;
            valueFrom = valueLengthPlusOne == 0 ? at : skip(valueLength, start);
            return true;
        }

        public int keyGroup() {
            return keyGroup;
        }

        public byte[] key() {
            return Arrays.copyOfRange(bytes, keyFrom, keyFrom + keyLength);
        }

        public boolean isRemoval() {
            return valueLength < 0;
        }

        /** The new value; there is none if the key was removed. */
        public byte[] value() {
            return Arrays.copyOfRange(bytes, valueFrom, valueFrom + valueLength);
        }

        byte[] bytes() {
            return bytes;
        }

        int keyFrom() {
            return keyFrom;
        }

        int keyLength() {
            return keyLength;
        }

        int valueFrom() {
            return valueFrom;
        }

        int valueLength() {
            return valueLength;
        }

        private int skip(int length, int start) {
            if (length < 0 || length > end - at) {
                throw damaged(start);
            }
            int from = at;
            at += length;
            return from;
        }

        private int varint(int start) {
            int value = 0;
            for (int shift = 0; shift < 35 && at < end; shift += 7) {
                byte next = bytes[at++];
                value |= (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw damaged(start);
        }

        private TidewheelException damaged(int start) {
            return new TidewheelException(
                    Kind.CHECKPOINT,
                    "changes of state are damaged: the entry at byte " + start + " of " + bytes.length
                            + " does not end; they were not written by this release, or not as they are now");
        }
    }

    /** Collects entries, whose key groups come in order. Used by one thread. */
    public static final class Builder {
        private static final int FIRST_BYTES = 64;

        private final EntryBytes bytes = new EntryBytes(FIRST_BYTES);
        private long keys;

        public void put(int keyGroup, byte[] key, byte[] value) {
            put(keyGroup, key, 0, key.length, value, 0, value.length);
        }

        void put(int keyGroup, byte[] keys, int keyFrom, int keyLength, byte[] values, int valueFrom, int valueLength) {
            entry(keyGroup, keys, keyFrom, keyLength, valueLength);
            bytes.appendVarint(valueLength + 1);
            bytes.append(values, valueFrom, valueLength);
        }

        public void remove(int keyGroup, byte[] key) {
            entry(keyGroup, key, 0, key.length, 0);
            bytes.appendVarint(0);
        }

        /** How many bytes there are so far. */
        public int size() {
            return bytes.size();
        }

        private void entry(int keyGroup, byte[] array, int from, int length, int valueLength) {
            bytes.ensure(checkedLength((long) bytes.size() + length + valueLength + 15, keys));
            keys++;
            bytes.appendVarint(keyGroup);
            bytes.appendVarint(length);
            bytes.append(array, from, length);
        }

        private static int checkedLength(long needed, long keys) {
            if (needed > ByteKeys.MAX_ARRAY) {
                throw new TidewheelException(
                        Kind.RESOURCE,
                        "one batch changes more than 2 GB of one operator's state in one partition (" + keys
                                + " keys); make batches smaller or use more partitions");
            }
            return (int) needed;
        }

        public StateChanges build() {
            return new StateChanges(bytes.toArray(), keys);
        }

        /** What several have collected, the groups of each behind those of the one before. */
        static StateChanges concat(@Nullable Builder[] parts) {
            long keys = 0;
            long size = 0;
            for (Builder part : parts) {
                keys += part == null ? 0 : part.keys;
                size += part == null ? 0 : part.bytes.size();
            }
            byte[] joined = new byte[checkedLength(size, keys)];
            int at = 0;
            for (Builder part : parts) {
                if (part != null) {
                    part.bytes.copyInto(joined, at);
                    at += part.bytes.size();
                }
            }
            return new StateChanges(joined, keys);
        }
    }
}
