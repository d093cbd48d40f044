package io.tidewheel.checkpoint.state;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A state and what one task attempt changes in it, which nobody else sees: {@link #changes} hands it over, dropping the
 * overlay gives it up. Used by one thread.
 *
 * <p>A scan sees also what is put and removed ahead of it while it runs.
 */
public final class StateOverlay implements ReadableState {
    /*
     * Changed keys are numbered as they come; a table with open addressing, at most half full, finds the number of a key.
     * Only an overlay that is scanned keeps them in order too, a map for each group.
     */
    private static final int FIRST_SLOTS = 64;

    private final ReadableState base;
    private int[] slots = new int[FIRST_SLOTS]; // number + 1, or 0
    private int[] hashes = new int[FIRST_SLOTS / 2];
    private int[] groups = new int[FIRST_SLOTS / 2];
    private byte[][] keys = new byte[FIRST_SLOTS / 2][];
    private byte @Nullable [][] values = new byte[FIRST_SLOTS / 2][]; // null: removed
    private int size;
    private @Nullable Map<Integer, NavigableMap<byte[], Integer>> ordered;

    /** @param base is not changed while this overlay is used */
    public StateOverlay(ReadableState base) {
        this.base = base;
    }

    /** That of the state below. */
    @Override
    public long version() {
        return base.version();
    }

    @Override
    public byte @Nullable [] get(int keyGroup, byte[] key) {
        int number = size == 0 ? -1 : slots[find(hash(keyGroup, key), keyGroup, key)] - 1;
        return number < 0 ? base.get(keyGroup, key) : values[number];
    }

    /**
     * The value of a key, by somebody who scans the state below and knows what that has.
     *
     * @return {@code below} unless it was changed; null if it was removed
     */
    public byte @Nullable [] over(int keyGroup, byte[] key, byte[] below) {
        int number = size == 0 ? -1 : slots[find(hash(keyGroup, key), keyGroup, key)] - 1;
        return number < 0 ? below : values[number];
    }

    /** True if a key was put or removed. */
    public boolean hasChanged(int keyGroup, byte[] key) {
        return size > 0 && slots[find(hash(keyGroup, key), keyGroup, key)] != 0;
    }

    public void put(int keyGroup, byte[] key, byte[] value) {
        int number = number(keyGroup, key); // may make values longer
        values[number] = value;
    }

    /** Removing what is not there does nothing that anybody sees. */
    public void remove(int keyGroup, byte[] key) {
        int number = number(keyGroup, key); // may make values longer
        values[number] = null;
    }

    /** How many keys were put or removed so far. */
    public int changedKeys() {
        return size;
    }

    private int number(int keyGroup, byte[] key) {
        int hash = hash(keyGroup, key);
        int at = find(hash, keyGroup, key);
        if (slots[at] != 0) {
            return slots[at] - 1;
        }
        if (size == keys.length) {
            grow();
            at = find(hash, keyGroup, key);
        }
        slots[at] = size + 1;
        hashes[size] = hash;
        groups[size] = keyGroup;
        keys[size] = key;
        if (ordered != null) {
            ofGroup(ordered, keyGroup).put(key, size);
        }
        return size++;
    }

    private void grow() {
        int length = keys.length * 2;
        hashes = Arrays.copyOf(hashes, length);
        groups = Arrays.copyOf(groups, length);
        keys = Arrays.copyOf(keys, length);
        values = Arrays.copyOf(values, length);
        slots = new int[length * 2];
        int mask = slots.length - 1;
        for (int number = 0; number < size; number++) {
            int at = hashes[number] & mask;
            while (slots[at] != 0) {
                at = (at + 1) & mask;
            }
            slots[at] = number + 1;
        }
    }

    private int find(int hash, int keyGroup, byte[] key) {
        int mask = slots.length - 1;
        int at = hash & mask;
        while (slots[at] != 0) {
            int number = slots[at] - 1;
            if (hashes[number] == hash && groups[number] == keyGroup && Arrays.equals(keys[number], key)) {
                return at;
            }
            at = (at + 1) & mask;
        }
        return at;
    }

    private static int hash(int keyGroup, byte[] key) {
        return ByteKeys.hash(key, 0, key.length) + keyGroup;
    }

    @Override
    public StateScan scan(int keyGroup, byte[] from, byte @Nullable [] to) {
        return new OverlayScan(base.scan(keyGroup, from, to), ofGroup(inOrder(), keyGroup), from, to);
    }

    private Map<Integer, NavigableMap<byte[], Integer>> inOrder() {
        if (ordered == null) {
            ordered = new TreeMap<>();
            for (int number = 0; number < size; number++) {
                ofGroup(ordered, groups[number]).put(keys[number], number);
            }
        }
        return ordered;
    }

    private static NavigableMap<byte[], Integer> ofGroup(
            Map<Integer, NavigableMap<byte[], Integer>> byGroup, int keyGroup) {
        return byGroup.computeIfAbsent(keyGroup, any -> new TreeMap<>(ByteKeys::compare));
    }

    /** What was put and removed so far, ordered by key group and key. */
    public StateChanges changes() {
        StateChanges.Builder changes = new StateChanges.Builder();
        for (int number : ByteKeys.sorted(groups, keys, size)) {
            byte[] value = values[number];
            if (value == null) {
                changes.remove(groups[number], keys[number]);
            } else {
                changes.put(groups[number], keys[number], value);
            }
        }
        return changes.build();
    }

    /** What was put and removed so far, ordered by key group, within one as it was first put or removed. */
    public StateChanges grouped() {
        int most = 0;
        for (int number = 0; number < size; number++) {
            most = Math.max(most, groups[number]);
        }
        StateChanges.Builder[] builders = new StateChanges.Builder[most + 1];
        for (int number = 0; number < size; number++) {
            StateChanges.Builder changes = builders[groups[number]];
            if (changes == null) {
                changes = new StateChanges.Builder();
                builders[groups[number]] = changes;
            }
            byte[] value = values[number];
            if (value == null) {
                changes.remove(groups[number], keys[number]);
            } else {
                changes.put(groups[number], keys[number], value);
            }
        }
        return StateChanges.Builder.concat(builders);
    }

    /** Merges the scan below with the changed keys of a group. */
    private final class OverlayScan implements StateScan {
        private final StateScan below;
        private final NavigableMap<byte[], Integer> changed;
        private final byte @Nullable [] to;
        private byte[] from; // what comes next is not before this
        private byte @Nullable [] belowKey;
        private byte[] key = ByteKeys.EMPTY;
        private byte[] value = ByteKeys.EMPTY;

        OverlayScan(StateScan below, NavigableMap<byte[], Integer> changed, byte[] from, byte @Nullable [] to) {
            this.below = below;
            this.changed = changed;
            this.from = from;
            this.to = to;
            advanceBelow();
        }

        private void advanceBelow() {
            belowKey = below.next() ? below.key() : null;
        }

        @Override
        public boolean next() {
            while (true) {
                Map.Entry<byte[], Integer> change = nextChange();
                byte[] nextBelow = belowKey;
                byte[] found;
                if (nextBelow != null && (change == null || ByteKeys.compare(nextBelow, change.getKey()) < 0)) {
                    key = nextBelow;
                    found = below.value();
                    advanceBelow();
                } else if (change != null) {
                    key = change.getKey();
                    found = values[change.getValue()];
                    if (nextBelow != null && Arrays.equals(nextBelow, key)) {
                        advanceBelow();
                    }
                } else {
                    return false;
                }
                from = ByteKeys.successor(key);
                if (found != null) {
                    value = found;
                    return true;
                }
            }
        }

        private Map.@Nullable Entry<byte[], Integer> nextChange() {
            Map.Entry<byte[], Integer> change = changed.isEmpty() ? null : changed.ceilingEntry(from);
            return change != null && ByteKeys.isBefore(change.getKey(), to) ? change : null;
        }

        @Override
        public byte[] key() {
            return key;
        }

        @Override
        public byte[] value() {
            return value;
        }

        @Override
        public void close() {
            below.close();
        }
    }
}
