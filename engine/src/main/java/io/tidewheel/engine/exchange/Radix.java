package io.tidewheel.engine.exchange;

import java.util.Arrays;

/** Stable sorts of numbers by digits. */
final class Radix {
    private static final int DIGIT_BITS = 11;
    private static final int SMALL = 48;

    private Radix() {}

    /** Sorts by the upper 32 bits of each number, unsigned. {@code spare} is as long; the result is in one of the two. */
    static long[] sortUpper(long[] numbers, long[] spare, int count) {
        if (count < SMALL) {
            insertUpper(numbers, count);
            return numbers;
        }
        long[] from = numbers;
        long[] to = spare;
        long varying = varying(from, 0, count);
        int digitBits = count < 4096 ? 8 : DIGIT_BITS;
        int[] counts = new int[1 << digitBits];
        for (int shift = 32; shift < 64; shift += digitBits) {
            int bits = Math.min(digitBits, 64 - shift);
            int mask = (1 << bits) - 1;
            if (((varying >>> shift) & mask) == 0) {
                continue;
            }
            Arrays.fill(counts, 0);
            for (int i = 0; i < count; i++) {
                counts[(int) (from[i] >>> shift) & mask]++;
            }
            starts(counts, 0);
            for (int i = 0; i < count; i++) {
                long number = from[i];
                to[counts[(int) (number >>> shift) & mask]++] = number;
            }
            long[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static void insertUpper(long[] numbers, int count) {
        for (int i = 1; i < count; i++) {
            long number = numbers[i];
            long upper = number >>> 32;
            int j = i - 1;
            while (j >= 0 && numbers[j] >>> 32 > upper) {
                numbers[j + 1] = numbers[j];
                j--;
            }
            numbers[j + 1] = number;
        }
    }

    /** Numbers, signed, with the index of each: sorts both. After the call {@code codes} and {@code indexes} are in order. */
    static void sort(long[] codes, int[] indexes, int count) {
        if (count < SMALL) {
            insert(codes, indexes, 0, count);
        } else {
            sort(codes, indexes, new long[count], new int[count], 0, count, false);
        }
    }

    /*
     * Most significant digit first, for 64 bits are far more than it takes to tell some numbers apart: after one or two
     * digits what is left to do is small and near. Bits in which all numbers of a range agree are passed over.
     */
    private static void sort(
            long[] codes, int[] indexes, long[] otherCodes, int[] otherIndexes, int from, int to, boolean intoOther) {
        int count = to - from;
        long varying = count < SMALL ? 0 : varying(codes, from, to);
        if (varying == 0) {
            if (count < SMALL) {
                insert(codes, indexes, from, to);
            }
            if (intoOther) {
                System.arraycopy(codes, from, otherCodes, from, count);
                System.arraycopy(indexes, from, otherIndexes, from, count);
            }
            return;
        }
        int high = 64 - Long.numberOfLeadingZeros(varying);
        int bits = Math.min(high, count < 4096 ? 8 : DIGIT_BITS);
        int shift = high - bits;
        int mask = (1 << bits) - 1;
        int flip = high == 64 ? 1 << (bits - 1) : 0; // the sign: negative first
        int[] ends = new int[1 << bits];
        for (int i = from; i < to; i++) {
            ends[((int) (codes[i] >>> shift) & mask) ^ flip]++;
        }
        starts(ends, from);
        for (int i = from; i < to; i++) {
            long number = codes[i];
            int at = ends[((int) (number >>> shift) & mask) ^ flip]++;
            otherCodes[at] = number;
            otherIndexes[at] = indexes[i];
        }
        int start = from;
        for (int end : ends) {
            if (end > start) {
                sort(otherCodes, otherIndexes, codes, indexes, start, end, !intoOther);
                start = end;
            }
        }
    }

    private static void insert(long[] codes, int[] indexes, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long code = codes[i];
            int index = indexes[i];
            int j = i - 1;
            while (j >= from && codes[j] > code) {
                codes[j + 1] = codes[j];
                indexes[j + 1] = indexes[j];
                j--;
            }
            codes[j + 1] = code;
            indexes[j + 1] = index;
        }
    }

    private static long varying(long[] numbers, int from, int to) {
        long all = 0;
        long first = numbers[from];
        for (int i = from + 1; i < to; i++) {
            all |= numbers[i] ^ first;
        }
        return all;
    }

    /** Turns counts into where each digit begins. */
    private static void starts(int[] counts, int first) {
        int start = first;
        for (int digit = 0; digit < counts.length; digit++) {
            int count = counts[digit];
            counts[digit] = start;
            start += count;
        }
    }
}
