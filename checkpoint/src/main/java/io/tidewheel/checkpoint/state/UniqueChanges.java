package io.tidewheel.checkpoint.state;

import java.util.Arrays;

/**
 * What one task attempt puts into a state when it meets each key once: cheaper than {@link StateOverlay}, for nothing is
 * looked up. Used by one thread.
 */
public final class UniqueChanges {
    private static final int FIRST_KEYS = 64;

    private int[] groups = new int[FIRST_KEYS];
    private byte[][] keys = new byte[FIRST_KEYS][];
    private byte[][] values = new byte[FIRST_KEYS][];
    private int size;

    /** @param key that was not put before */
    public void put(int keyGroup, byte[] key, byte[] value) {
        if (size == keys.length) {
            groups = Arrays.copyOf(groups, size * 2);
            keys = Arrays.copyOf(keys, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        groups[size] = keyGroup;
        keys[size] = key;
        values[size++] = value;
    }

    /** What was put so far, ordered by key group and key. */
    public StateChanges changes() {
        StateChanges.Builder changes = new StateChanges.Builder();
        for (int number : ByteKeys.sorted(groups, keys, size)) {
            changes.put(groups[number], keys[number], values[number]);
        }
        return changes.build();
    }
}
