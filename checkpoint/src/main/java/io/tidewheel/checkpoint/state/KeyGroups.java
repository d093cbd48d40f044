package io.tidewheel.checkpoint.state;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;

/**
 * How keys fall into groups, for ever, and groups to partitions, for one batch. A group is the low bits of murmur3 of
 * the key's canonical codec bytes; a partition has neighbouring groups. Pure.
 */
public final class KeyGroups {
    /** What {@code started} records. */
    public static final String HASH = "murmur3_32 of codec 1";

    public static final int DEFAULT = 128;

    private static final HashFunction MURMUR3 = Hashing.murmur3_32_fixed();

    private KeyGroups() {}

    /** The group of a key, in {@code [0, keyGroups)}. */
    public static int group(byte[] key, int keyGroups) {
        return group(key, 0, key.length, keyGroups);
    }

    /** The group of a key that is a part of an array. */
    public static int group(byte[] bytes, int from, int length, int keyGroups) {
        return Math.floorMod(MURMUR3.hashBytes(bytes, from, length).asInt(), keyGroups);
    }

    /** Which of {@code partitions} has a group. */
    public static int partition(int group, int keyGroups, int partitions) {
        return (int) ((long) group * partitions / keyGroups);
    }

    /** The first group of a partition; its groups end where those of the next begin. */
    public static int firstGroup(int partition, int keyGroups, int partitions) {
        return (int) (((long) partition * keyGroups + partitions - 1) / partitions);
    }
}
