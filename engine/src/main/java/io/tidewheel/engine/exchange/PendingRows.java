package io.tidewheel.engine.exchange;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows that wait to be folded together. Used by one thread. */
final class PendingRows {
    /*
     * To fold a row its key is looked up: the slot, the hash beside it, the key that is there, the accumulator. In a large
     * table each of them is a cache miss, and the processor cannot begin the next row's before it has seen how this one's
     * branches went. So rows are collected; then all slots are read, without a branch that depends on what is in them;
     * then what the slots hold; then the rows are folded in the order of their arrival and find everything in the cache.
     * Misses of different rows overlap: they cost a third of what they cost one after the other.
     */
    static final int CAPACITY = 512;

    final @Nullable Object[] rows = new Object[2 * CAPACITY]; // key, value, key, value
    final int[] hashes = new int[CAPACITY];
    final int[] partitions = new int[CAPACITY];
    private final int[] homes = new int[CAPACITY];
    private int count;
    int seen; // nobody asks, but the JIT cannot know

    int count() {
        return count;
    }

    void add(int partition, @Nullable Object key, int hash, @Nullable Object value) {
        int row = count++;
        rows[2 * row] = key;
        rows[2 * row + 1] = value;
        hashes[row] = hash;
        partitions[row] = partition;
    }

    /** Reads what folding the rows will look at. */
    void lookAhead(@Nullable CombineTable[] tables) {
        lookAtSlots(tables);
        lookAtEntries(tables);
    }

    private void lookAtSlots(@Nullable CombineTable[] tables) {
        int sum = 0; // somebody has to want what is read
        for (int row = 0; row < count; row++) {
            CombineTable table = tables[partitions[row]];
            int slot = table.home(hashes[row]);
            homes[row] = slot;
            sum += table.hashes[slot];
            sum += table.slots[2 * slot] == null ? 0 : 1;
            sum += rows[2 * row] instanceof String text ? text.length() : 0;
        }
        seen += sum;
    }

    private void lookAtEntries(@Nullable CombineTable[] tables) {
        int sum = 0;
        for (int row = 0; row < count; row++) {
            CombineTable table = tables[partitions[row]];
            @Nullable Object[] slots = table.slots;
            int[] tableHashes = table.hashes;
            int hash = hashes[row];
            int slot = homes[row];
            while (slots[2 * slot] != null && tableHashes[slot] != hash) {
                slot++;
            }
            sum += slots[2 * slot] instanceof String text
                    ? text.length()
                    : 0; // reads the class, and of texts the array
            sum += slots[2 * slot + 1] instanceof String ? 1 : 0;
        }
        seen += sum;
    }

    /** Forgets the rows. */
    void clear() {
        Arrays.fill(rows, 0, 2 * count, null);
        count = 0;
    }
}
