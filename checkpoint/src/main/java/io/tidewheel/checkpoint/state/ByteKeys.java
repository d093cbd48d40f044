package io.tidewheel.checkpoint.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/** What is done with keys as bytes: hashed, ordered as unsigned bytes, sorted. */
final class ByteKeys {
    /** The longest array that every JVM can make. */
    static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    static final byte[] EMPTY = {};

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INSERTION_SORTED = 12;

    private ByteKeys() {}

    /** Well mixed in all bits. Lives in this process only: never on disk. */
    static int hash(byte[] bytes, int from, int length) {
        long hash = length;
        int at = from;
        int end = from + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, at));
        }
        long tail = 0;
        for (; at < end; at++) {
            tail = tail << 8 | (bytes[at] & 0xff);
        }
        return (int) (mix(hash ^ tail) >>> 32);
    }

    private static long mix(long value) {
        long h = value * 0x9e3779b97f4a7c15L;
        return (h ^ (h >>> 32)) * 0xd6e8feb86659fd93L;
    }

    static int compare(byte[] left, byte[] right) {
        return Arrays.compareUnsigned(left, right);
    }

    static boolean isBefore(byte[] key, byte @Nullable [] end) {
        return end == null || Arrays.compareUnsigned(key, end) < 0;
    }

    /** The first key after {@code key}. */
    static byte[] successor(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The first key after all that begin with {@code prefix}; null if there is none. */
    static byte @Nullable [] endOf(byte[] prefix) {
        for (int last = prefix.length - 1; last >= 0; last--) {
            if (prefix[last] != (byte) 0xff) {
                byte[] end = Arrays.copyOf(prefix, last + 1);
                end[last]++;
                return end;
            }
        }
        return null;
    }

    /** The first six bytes as a number that is ordered as they are. */
    static long prefix(byte[] key) {
        return prefix(key, 0, key.length);
    }

    private static long prefix(byte[] bytes, int from, int length) {
        long prefix = 0;
        for (int i = 0; i < Math.min(6, length); i++) {
            prefix |= (bytes[from + i] & 0xffL) << (40 - 8 * i);
        }
        return prefix;
    }

    /** Sorts by merging; equal elements keep their order. */
    static void sort(int[] elements, int length, IntBinaryOperator order) {
        sort(elements.clone(), elements, 0, length, order);
    }

    private static void sort(int[] from, int[] into, int start, int end, IntBinaryOperator order) {
        if (end - start <= INSERTION_SORTED) {
            for (int i = start + 1; i < end; i++) {
                int element = into[i];
                int at = i;
                for (; at > start && order.applyAsInt(into[at - 1], element) > 0; at--) {
                    into[at] = into[at - 1];
                }
                into[at] = element;
            }
            return;
        }
        int middle = (start + end) >>> 1;
        sort(into, from, start, middle, order);
        sort(into, from, middle, end, order);
        if (order.applyAsInt(from[middle - 1], from[middle]) <= 0) {
            System.arraycopy(from, start, into, start, end - start);
            return;
        }
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft = right == end || (left < middle && order.applyAsInt(from[left], from[right]) <= 0);
            into[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    /** Numbers from 0 to {@code size} - 1, in the order of the groups and keys under them. */
    static int[] sorted(int[] groups, byte[][] keys, int size) {
        int[] numbers = new int[size];
        long[] begins = new long[size]; // group and first bytes of key: nearly always enough
        for (int number = 0; number < size; number++) {
            numbers[number] = number;
            begins[number] = (long) groups[number] << 48 | prefix(keys[number]);
        }
        sort(numbers, size, (left, right) -> {
            int order = Long.compare(begins[left], begins[right]);
            return order != 0 ? order : compare(keys[left], keys[right]);
        });
        return numbers;
    }

    /** The numbers of a block's keys, in the order of groups and keys. */
    static int[] sorted(KeyBlock block) {
        int[] numbers = new int[block.size()];
        long[] begins = new long[numbers.length];
        for (int number = 0; number < numbers.length; number++) {
            numbers[number] = number;
            long prefix = prefix(block.array(), block.from(number), block.length(number));
            begins[number] = (long) block.keyGroup(number) << 48 | prefix;
        }
        sort(numbers, numbers.length, (left, right) -> {
            int order = Long.compare(begins[left], begins[right]);
            return order != 0 ? order : block.compare(left, right);
        });
        return numbers;
    }
}
