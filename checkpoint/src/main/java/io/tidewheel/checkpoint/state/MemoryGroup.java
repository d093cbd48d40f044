package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The entries of one key group, in two arrays. */
final class MemoryGroup {
    /*
     * An entry is bytes in the arena: length of key (varint), length of value (varint), key, value. The table finds it:
     * open addressing with linear probing, at most two thirds full, a slot being hash << 32 | offset + 1, or 0. A value
     * is replaced in place if the new one is as long; otherwise the entry is written again at the end of the arena and
     * leaves a gap. A full arena is compacted if gaps are a fourth of it, else it grows.
     *
     * The order of keys is found out at the first scan and kept from then on.
     *
     * get takes no lock: nothing is applied while tasks read. Whatever else reads or changes the arrays holds the monitor,
     * because scans of other threads run while changes are applied; they copy some entries at a time.
     */
    private static final int FIRST_SLOTS = 8;
    private static final int COMPACTED_FROM = 4096;

    private final String store;
    private long[] slots = new long[FIRST_SLOTS];
    private byte[] arena = ByteKeys.EMPTY;
    private int used;
    private int gaps;
    private int size;
    private @Nullable OrderedOffsets ordered;

    MemoryGroup(String store) {
        this.store = store;
    }

    byte @Nullable [] get(byte[] key) {
        long slot = slots[find(ByteKeys.hash(key, 0, key.length), key, 0, key.length)];
        return slot == 0 ? null : value(offset(slot));
    }

    /** What is in the slot where the search for a hash begins. */
    long home(int hash) {
        long[] table = slots;
        return table[hash & (table.length - 1)];
    }

    /** The first byte of the entry that a slot stands for; 0 if it is free. */
    int entry(long slot) {
        int offset = offset(slot);
        return offset < 0 ? 0 : arena[offset];
    }

    /** Hands over a key's value. */
    void get(int hash, KeyBlock keys, int number, ReadableState.Found found) throws Exception {
        long slot = slots[find(hash, keys.array(), keys.from(number), keys.length(number))];
        if (slot == 0) {
            found.value(number, ByteKeys.EMPTY, 0, -1);
        } else {
            int offset = offset(slot);
            found.value(number, arena, valueAt(offset), valueLength(offset));
        }
    }

    /** @param hash of the key, as {@link ByteKeys#hash} gives it; the caller holds the monitor */
    void put(int hash, byte[] keys, int keyFrom, int keyLength, byte[] values, int valueFrom, int valueLength) {
        makeRoom(keyLength, valueLength);
        int at = find(hash, keys, keyFrom, keyLength);
        int offset = offset(slots[at]);
        if (slots[at] != 0 && valueLength(offset) == valueLength) {
            System.arraycopy(values, valueFrom, arena, valueAt(offset), valueLength);
            return;
        }
        int added = used;
        used = writeVarint(used, keyLength);
        used = writeVarint(used, valueLength);
        System.arraycopy(keys, keyFrom, arena, used, keyLength);
        used += keyLength;
        System.arraycopy(values, valueFrom, arena, used, valueLength);
        used += valueLength;
        if (slots[at] == 0) {
            insert(at, hash, added);
        } else {
            replace(at, hash, added);
        }
    }

    private void insert(int at, int hash, int added) {
        if (ordered != null) {
            ordered.insert(orderOf(arena, keyAt(added), keyLength(added)), added);
        }
        slots[at] = slot(hash, added);
        size++;
        if (size * 3L > slots.length * 2L) {
            rebuildSlots(slots.length * 2);
        }
    }

    private void replace(int at, int hash, int added) {
        int old = offset(slots[at]);
        if (ordered != null) {
            ordered.replace(positionOf(ordered, old), added);
        }
        gaps += end(old) - old;
        slots[at] = slot(hash, added);
    }

    /** As {@link #put}; does nothing if the key is not there. */
    void remove(int hash, byte[] keys, int keyFrom, int keyLength) {
        int at = find(hash, keys, keyFrom, keyLength);
        if (slots[at] != 0) {
            remove(at);
        }
    }

    private void remove(int at) {
        int offset = offset(slots[at]);
        if (ordered != null) {
            ordered.remove(positionOf(ordered, offset));
        }
        gaps += end(offset) - offset;
        size--;
        closeUp(at);
        if (gaps > used / 2 && used > COMPACTED_FROM) {
            compact(0);
        }
    }

    /** Moves those back that were put after a slot because it was taken. */
    private void closeUp(int emptied) {
        int mask = slots.length - 1;
        int hole = emptied;
        for (int at = (hole + 1) & mask; slots[at] != 0; at = (at + 1) & mask) {
            int home = (int) (slots[at] >>> 32) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                slots[hole] = slots[at];
                hole = at;
            }
        }
        slots[hole] = 0;
    }

    private void makeRoom(int keyLength, int valueLength) {
        long needed = 10L + keyLength + valueLength;
        if (used + needed <= arena.length) {
            return;
        }
        if (gaps > used / 4 && used > COMPACTED_FROM) {
            compact(needed);
        }
        if (used + needed > arena.length) {
            arena = Arrays.copyOf(arena, grown(used + needed));
        }
    }

    private int grown(long needed) {
        if (needed > ByteKeys.MAX_ARRAY) {
            throw new TidewheelException(
                    Kind.RESOURCE,
                    store + ": one key group of " + size + " keys needs more than 2 GB of memory; keep this state"
                            + " on disk or in RocksDB");
        }
        return (int) Math.min(ByteKeys.MAX_ARRAY, needed + needed / 3 + 32);
    }

    /** Writes the arena anew, without gaps, in the order of keys if it is known. */
    private void compact(long needed) {
        byte[] from = arena;
        byte[] into = new byte[grown(used - gaps + needed)];
        int[] filled = {0};
        IntUnaryOperator move = offset -> {
            int length = end(offset) - offset;
            System.arraycopy(from, offset, into, filled[0], length);
            filled[0] += length;
            return filled[0] - length;
        };
        if (ordered == null) {
            int[] offsets = offsets();
            Arrays.sort(offsets);
            Arrays.setAll(offsets, i -> move.applyAsInt(offsets[i]));
        } else {
            ordered.replaceAll(move);
        }
        arena = into;
        used = filled[0];
        gaps = 0;
        rebuildFromArena();
    }

    private void rebuildFromArena() {
        int length = FIRST_SLOTS;
        while (size * 3L > length * 2L) {
            length *= 2;
        }
        slots = new long[length];
        for (int offset = 0; offset < used; offset = end(offset)) {
            addSlot(slot(ByteKeys.hash(arena, keyAt(offset), keyLength(offset)), offset));
        }
    }

    private void rebuildSlots(int length) {
        long[] old = slots;
        slots = new long[length];
        for (long slot : old) {
            if (slot != 0) {
                addSlot(slot);
            }
        }
    }

    private void addSlot(long slot) {
        int mask = slots.length - 1;
        int at = (int) (slot >>> 32) & mask;
        while (slots[at] != 0) {
            at = (at + 1) & mask;
        }
        slots[at] = slot;
    }

    /** The slot that has the key, or the empty one where it belongs. */
    private int find(int hash, byte[] key, int from, int length) {
        int mask = slots.length - 1;
        for (int at = hash & mask; ; at = (at + 1) & mask) {
            long slot = slots[at];
            if (slot == 0) {
                return at;
            }
            if ((int) (slot >>> 32) == hash) {
                int offset = offset(slot);
                int keyAt = keyAt(offset);
                if (Arrays.equals(arena, keyAt, keyAt + keyLength(offset), key, from, from + length)) {
                    return at;
                }
            }
        }
    }

    /**
     * Copies up to {@code keys.length} entries with {@code from <= key < to}, in order, and says how many.
     */
    synchronized int copyRange(byte[] from, byte @Nullable [] to, byte[][] keys, byte[][] values) {
        OrderedOffsets order = order();
        int copied = 0;
        for (OrderedOffsets.Position at = order.find(orderOf(from, 0, from.length));
                copied < keys.length && !order.isAtEnd(at);
                at = order.next(at)) {
            int offset = order.at(at);
            byte[] key = key(offset);
            if (!ByteKeys.isBefore(key, to)) {
                break;
            }
            keys[copied] = key;
            values[copied++] = value(offset);
        }
        return copied;
    }

    /** A copy of everything, with nothing but the entries. */
    synchronized MemoryGroup copy() {
        MemoryGroup copy = new MemoryGroup(store);
        copy.arena = Arrays.copyOf(arena, used);
        copy.used = used;
        copy.gaps = gaps;
        copy.size = size;
        copy.slots = slots.clone();
        return copy;
    }

    /** Where the entries are, in any order. */
    int[] offsets() {
        int[] offsets = new int[size];
        int filled = 0;
        for (long slot : slots) {
            if (slot != 0) {
                offsets[filled++] = offset(slot);
            }
        }
        return offsets;
    }

    private OrderedOffsets order() {
        if (ordered == null) {
            int[] offsets = offsets();
            ByteKeys.sort(offsets, size, (left, right) -> orderOf(arena, keyAt(left), keyLength(left))
                    .compareTo(right));
            ordered = new OrderedOffsets(offsets, size);
        }
        return ordered;
    }

    private OrderedOffsets.Position positionOf(OrderedOffsets order, int offset) {
        return order.find(orderOf(arena, keyAt(offset), keyLength(offset)));
    }

    private OrderedOffsets.KeyOrder orderOf(byte[] bytes, int from, int length) {
        return offset -> {
            int keyAt = keyAt(offset);
            return Arrays.compareUnsigned(bytes, from, from + length, arena, keyAt, keyAt + keyLength(offset));
        };
    }

    byte[] key(int offset) {
        int keyAt = keyAt(offset);
        return Arrays.copyOfRange(arena, keyAt, keyAt + keyLength(offset));
    }

    byte[] value(int offset) {
        int valueAt = valueAt(offset);
        return Arrays.copyOfRange(arena, valueAt, valueAt + valueLength(offset));
    }

    synchronized int size() {
        return size;
    }

    synchronized long bytes() {
        return arena.length + slots.length * 8L + (ordered == null ? 0 : ordered.bytes());
    }

    private int keyLength(int offset) {
        return varint(offset);
    }

    private int valueLength(int offset) {
        return varint(offset + width(varint(offset)));
    }

    private int keyAt(int offset) {
        int valueLengthAt = offset + width(varint(offset));
        return valueLengthAt + width(varint(valueLengthAt));
    }

    private int valueAt(int offset) {
        return keyAt(offset) + keyLength(offset);
    }

    private int end(int offset) {
        return valueAt(offset) + valueLength(offset);
    }

    private int varint(int from) {
        int value = arena[from];
        if (value >= 0) {
            return value;
        }
        value &= 0x7f;
        for (int at = from + 1, shift = 7; ; at++, shift += 7) {
            byte next = arena[at];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private int writeVarint(int at, int value) {
        int rest = value;
        int end = at;
        while ((rest & ~0x7f) != 0) {
            arena[end++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        arena[end++] = (byte) rest;
        return end;
    }

    private static int width(int value) {
        return 1 + (31 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    private static long slot(int hash, int offset) {
        return (long) hash << 32 | (offset + 1);
    }

    private static int offset(long slot) {
        return (int) slot - 1;
    }
}
