package io.tidewheel.engine.exchange;

import java.util.Arrays;

/** Stable sorts of numbers, least significant digit first. */
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
        long varying = varying(from, count);
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
            starts(counts);
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
            insert(codes, indexes, count);
            return;
        }
        long varying = varying(codes, count);
        if (varying == 0) {
            return;
        }
        int digitBits = count < 4096 ? 8 : DIGIT_BITS;
        int low = Long.numberOfTrailingZeros(varying);
        int high = 64 - Long.numberOfLeadingZeros(varying);
        int[] counts = new int[1 << digitBits];
        long[] fromCodes = codes;
        long[] toCodes = new long[count];
        int[] fromIndexes = indexes;
        int[] toIndexes = new int[count];
        for (int shift = low; shift < high; shift += digitBits) {
            int bits = Math.min(digitBits, 64 - shift);
            int mask = (1 << bits) - 1;
            if (((varying >>> shift) & mask) == 0) {
                continue;
            }
            int flip = shift + bits == 64 ? 1 << (bits - 1) : 0; // the sign: negative first
            Arrays.fill(counts, 0);
            for (int i = 0; i < count; i++) {
                counts[((int) (fromCodes[i] >>> shift) & mask) ^ flip]++;
            }
            starts(counts);
            for (int i = 0; i < count; i++) {
                long number = fromCodes[i];
                int at = counts[((int) (number >>> shift) & mask) ^ flip]++;
                toCodes[at] = number;
                toIndexes[at] = fromIndexes[i];
            }
            long[] swapCodes = fromCodes;
            fromCodes = toCodes;
            toCodes = swapCodes;
            int[] swapIndexes = fromIndexes;
            fromIndexes = toIndexes;
            toIndexes = swapIndexes;
        }
        if (fromCodes != codes) {
            System.arraycopy(fromCodes, 0, codes, 0, count);
            System.arraycopy(fromIndexes, 0, indexes, 0, count);
        }
    }

    private static void insert(long[] codes, int[] indexes, int count) {
        for (int i = 1; i < count; i++) {
            long code = codes[i];
            int index = indexes[i];
            int j = i - 1;
            while (j >= 0 && codes[j] > code) {
                codes[j + 1] = codes[j];
                indexes[j + 1] = indexes[j];
                j--;
            }
            codes[j + 1] = code;
            indexes[j + 1] = index;
        }
    }

    private static long varying(long[] numbers, int count) {
        long all = 0;
        long first = numbers[0];
        for (int i = 1; i < count; i++) {
            all |= numbers[i] ^ first;
        }
        return all;
    }

    private static void starts(int[] counts) {
        int start = 0;
        for (int digit = 0; digit < counts.length; digit++) {
            int count = counts[digit];
            counts[digit] = start;
            start += count;
        }
    }
}
