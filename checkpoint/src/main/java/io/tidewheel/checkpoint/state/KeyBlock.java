package io.tidewheel.checkpoint.state;

import java.util.Arrays;

/** Keys that are looked up together. Used by one thread. */
public final class KeyBlock {
    private static final int FIRST_KEYS = 64;

    private byte[] bytes = new byte[FIRST_KEYS * 8];
    private int[] ends = new int[FIRST_KEYS];
    private int[] groups = new int[FIRST_KEYS];
    private int size;

    /** Adds a copy of the bytes of a key; keys are numbered as they come, from 0. */
    public void add(int keyGroup, byte[] array, int from, int length) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            groups = Arrays.copyOf(groups, size * 2);
        }
        int at = size == 0 ? 0 : ends[size - 1];
        if (bytes.length - at < length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(ByteKeys.MAX_ARRAY, Math.max(at + (long) length, 2L * at)));
        }
        System.arraycopy(array, from, bytes, at, length);
        groups[size] = keyGroup;
        ends[size++] = at + length;
    }

    public int size() {
        return size;
    }

    public int keyGroup(int number) {
        return groups[number];
    }

    /** Holds the bytes of all keys, until the next one is added. */
    public byte[] array() {
        return bytes;
    }

    /** Where the bytes of a key begin. */
    public int from(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    public int length(int number) {
        return ends[number] - from(number);
    }

    /** A copy of the bytes of a key. */
    public byte[] key(int number) {
        return Arrays.copyOfRange(bytes, from(number), ends[number]);
    }

    /** The order of the bytes of two keys. */
    int compare(int left, int right) {
        return Arrays.compareUnsigned(bytes, from(left), ends[left], bytes, from(right), ends[right]);
    }

    public void clear() {
        size = 0;
    }
}
