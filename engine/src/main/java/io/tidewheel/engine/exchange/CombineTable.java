package io.tidewheel.engine.exchange;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A hash table of keys with accumulators whose slots, scanned, are in the order of unsigned hashes. Used by one thread. */
final class CombineTable {
    /*
     * Open addressing with linear probing. The home of a key is its hash, taken as a fraction of the partition's range of
     * hashes, times the capacity: homes are in the order of hashes. Probing never wraps; behind the capacity is a tail
     * for keys whose home is near the end, and the last slot is always free, so that probing ends. Hence a scan of the
     * slots is in order but for keys within one run of occupied slots, which an insertion sort puts right; the result is
     * still a valid table, for the same slots are occupied whatever the order of insertion, and an equal hash found
     * earlier stays first. Growing copies from front to back, and merging another table of the same partition walks both
     * from front to back.
     */
    static final Object NULL_KEY = new Object();
    private static final int FIRST_BITS = 4;
    private static final int FIRST_TAIL = 8;
    private static final int SMALL_BITS = 12; // grows by four below, by two above

    final int multiplier; // hash times this, modulo 2^32, is the place in the partition's range

    @Nullable
    Object[] slots; // key, accumulator, key, accumulator; no key: free

    int[] hashes;
    int shift;
    int size;
    private int limit; // grows when there are more keys

    /** @param partitions of a hash partitioner, of which this table is for one; 1 for any other partitioner */
    CombineTable(int partitions) {
        this.multiplier = partitions;
        this.shift = 32 - FIRST_BITS;
        int length = (1 << FIRST_BITS) + FIRST_TAIL;
        this.slots = new Object[2 * length];
        this.hashes = new int[length];
        this.limit = limit(FIRST_BITS);
    }

    private CombineTable(int multiplier, @Nullable Object[] slots, int[] hashes) {
        this.multiplier = multiplier;
        this.slots = slots;
        this.hashes = hashes;
    }

    /** Packed, to be filled with {@link #append}. */
    static CombineTable packed(int multiplier, int entries) {
        return new CombineTable(multiplier, new Object[2 * entries], new int[entries]);
    }

    /** Adds the next entry, in order, to a packed table that has room for it. */
    void append(Object key, int hash, @Nullable Object accumulator) {
        slots[2 * size] = key;
        slots[2 * size + 1] = accumulator;
        hashes[size++] = hash;
    }

    private static int limit(int bits) {
        return (1 << bits) / 2 + (1 << bits) / 8;
    }

    /** The slot where the search for a key begins. */
    int home(int hash) {
        return (hash * multiplier) >>> shift;
    }

    /** Puts a key that is not there into the free slot where its search ended. */
    void insert(int slot, Object key, int hash, @Nullable Object accumulator) {
        if (slot == hashes.length - 1) {
            lengthenTail();
        }
        slots[2 * slot] = key;
        slots[2 * slot + 1] = accumulator;
        hashes[slot] = hash;
        if (++size > limit) {
            int bits = 32 - shift;
            resize(bits < SMALL_BITS ? bits + 2 : bits + 1);
        }
    }

    /** Many equal hashes: a larger capacity would not part them. */
    private void lengthenTail() {
        int length = hashes.length + Math.max(FIRST_TAIL, hashes.length / 4);
        slots = Arrays.copyOf(slots, 2 * length);
        hashes = Arrays.copyOf(hashes, length);
    }

    private void resize(int bits) {
        int length = (1 << bits) + FIRST_TAIL * bits;
        while (!copyTo(bits, length)) { // many equal hashes near the end
            length += length / 4;
        }
    }

    /** Copies all keys to new arrays; false, and nothing changed, if the tail is too short. */
    private boolean copyTo(int bits, int length) {
        // Locals, whose exact type the JIT knows: a store into a field's array looks at the class of each key, which is
        // a cache miss.
        @Nullable Object[] oldSlots = slots;
        int[] oldHashes = hashes;
        @Nullable Object[] newSlots = new Object[2 * length];
        int[] newHashes = new int[length];
        int newShift = 32 - bits;
        for (int old = 0; old < oldHashes.length; old++) {
            Object key = oldSlots[2 * old];
            if (key != null) {
                int hash = oldHashes[old];
                int slot = (hash * multiplier) >>> newShift;
                while (newSlots[2 * slot] != null) {
                    slot++;
                }
                if (slot == length - 1) {
                    return false;
                }
                newSlots[2 * slot] = key;
                newSlots[2 * slot + 1] = oldSlots[2 * old + 1];
                newHashes[slot] = hash;
            }
        }
        slots = newSlots;
        hashes = newHashes;
        shift = newShift;
        limit = limit(bits);
        return true;
    }

    boolean hasRoomFor(long keys) {
        return keys <= limit;
    }

    /** Makes room for so many keys. */
    void expect(long keys) {
        int bits = 32 - shift;
        while (bits < 27 && limit(bits) < keys) {
            bits++;
        }
        if (bits > 32 - shift) {
            resize(bits);
        }
    }

    /** Puts the slots into order. Keys can be looked up and added as before; added ones may be out of order again. */
    void sort() {
        for (int slot = 1; slot < hashes.length; slot++) {
            Object key = slots[2 * slot];
            if (key == null) {
                continue;
            }
            int hash = hashes[slot];
            int to = slot;
            while (to > 0 && slots[2 * to - 2] != null && Integer.compareUnsigned(hashes[to - 1], hash) > 0) {
                to--;
            }
            if (to < slot) {
                Object accumulator = slots[2 * slot + 1];
                System.arraycopy(slots, 2 * to, slots, 2 * to + 2, 2 * (slot - to));
                System.arraycopy(hashes, to, hashes, to + 1, slot - to);
                slots[2 * to] = key;
                slots[2 * to + 1] = accumulator;
                hashes[to] = hash;
            }
        }
    }

    /** Keeps nothing but the entries, in order, in arrays of their number. No key can be looked up or added any more. */
    void pack() {
        @Nullable Object[] packed = new Object[2 * size];
        int[] packedHashes = new int[size];
        @Nullable Object[] from = slots;
        int count = 0;
        for (int slot = 0; slot < hashes.length; slot++) {
            Object key = from[2 * slot];
            if (key != null) {
                int hash = hashes[slot];
                int to = count++;
                while (to > 0 && Integer.compareUnsigned(packedHashes[to - 1], hash) > 0) {
                    packed[2 * to] = packed[2 * to - 2];
                    packed[2 * to + 1] = packed[2 * to - 1];
                    packedHashes[to] = packedHashes[to - 1];
                    to--;
                }
                packed[2 * to] = key;
                packed[2 * to + 1] = from[2 * slot + 1];
                packedHashes[to] = hash;
            }
        }
        slots = packed;
        hashes = packedHashes;
    }

    /** Bytes of the arrays once packed. */
    long packedBytes() {
        return 12L * size + 64;
    }

    /** Bytes of the arrays for so many keys. */
    static long arrayBytes(long keys) {
        return 12 * Math.max(1 << FIRST_BITS, 4 * keys);
    }

    /** Bytes of the arrays, without the objects in them; twice that while the table grows. */
    long arrayBytes() {
        return 12L * hashes.length + 64;
    }

    /** True if the arrays are about to grow. */
    boolean isNearlyFull() {
        return size > limit - limit / 16;
    }
}
