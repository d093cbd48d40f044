package io.tidewheel.engine.block;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidewheel.codec.Codecs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys or values of one type. Boxed numbers and short texts of Latin letters are kept as what they say and made anew when
 * they are read: a fraction of the bytes, and nothing for a collector to trace or move one by one.
 */
abstract class Column {
    /** For values like this one; null if they are best kept by reference. */
    static @Nullable Column of(@Nullable Object sample, int rows) {
        return Texts.isShortLatin(sample) ? new Texts(rows, ((String) sample).length()) : ofNumbers(sample, rows);
    }

    /** As {@link #of}, but texts stay what they are: keys are looked at more than once. */
    static @Nullable Column ofNumbers(@Nullable Object sample, int rows) {
        if (sample instanceof Long) {
            return new Longs(rows);
        }
        if (sample instanceof Integer) {
            return new Ints(rows);
        }
        return sample instanceof Double ? new Doubles(rows) : null;
    }

    abstract boolean fits(@Nullable Object value);

    /** Rows are put in ascending order; the last may be put again. False if it does not fit or there is no room. */
    abstract boolean put(int row, @Nullable Object value);

    abstract @Nullable Object get(int row);

    /** Bytes of the column itself: this object, its arrays and what is in them. */
    abstract long bytes();

    long objectBytes(int row, Codecs codecs) {
        return 0;
    }

    abstract void trim(int rows);

    static final class Objects extends Column {
        private @Nullable Object[] objects;

        Objects(int rows) {
            objects = new Object[rows];
        }

        @Override
        boolean fits(@Nullable Object value) {
            return true;
        }

        @Override
        boolean put(int row, @Nullable Object value) {
            objects[row] = value;
            return true;
        }

        @Override
        @Nullable
        Object get(int row) {
            return objects[row];
        }

        @Override
        long bytes() {
            return 32 + 4L * objects.length;
        }

        @Override
        long objectBytes(int row, Codecs codecs) {
            return codecs.heapBytes(objects[row]);
        }

        @Override
        void trim(int rows) {
            objects = Arrays.copyOf(objects, rows);
        }
    }

    // Of numbers there is a class for each primitive type: generics take none.
    static final class Longs extends Column {
        private long[] numbers;

        Longs(int rows) {
            numbers = new long[rows];
        }

        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Long;
        }

        @Override
        boolean put(int row, @Nullable Object value) {
            if (value instanceof Long number) {
                numbers[row] = number;
                return true;
            }
            return false;
        }

        @Override
        Object get(int row) {
            return numbers[row];
        }

        @Override
        long bytes() {
            return 32 + 8L * numbers.length;
        }

        @Override
        void trim(int rows) {
            numbers = Arrays.copyOf(numbers, rows);
        }
    }

    static final class Ints extends Column {
        private int[] numbers;

        Ints(int rows) {
            numbers = new int[rows];
        }

        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Integer;
        }

        @Override
        boolean put(int row, @Nullable Object value) {
            if (value instanceof Integer number) {
                numbers[row] = number;
                return true;
            }
            return false;
        }

        @Override
        Object get(int row) {
            return numbers[row];
        }

        @Override
        long bytes() {
            return 32 + 4L * numbers.length;
        }

        @Override
        void trim(int rows) {
            numbers = Arrays.copyOf(numbers, rows);
        }
    }

    static final class Doubles extends Column {
        private double[] numbers;

        Doubles(int rows) {
            numbers = new double[rows];
        }

        @Override
        boolean fits(@Nullable Object value) {
            return value instanceof Double;
        }

        @Override
        boolean put(int row, @Nullable Object value) {
            if (value instanceof Double number) {
                numbers[row] = number;
                return true;
            }
            return false;
        }

        @Override
        Object get(int row) {
            return numbers[row];
        }

        @Override
        long bytes() {
            return 32 + 8L * numbers.length;
        }

        @Override
        void trim(int rows) {
            numbers = Arrays.copyOf(numbers, rows);
        }
    }

    /** One byte for each letter, all texts behind one another. */
    static final class Texts extends Column {
        /** Of longer texts the object is a small part, and a text that is there but once may be referred to often. */
        static final int MOST_LETTERS = 256;

        private static final int MOST_BYTES = 1 << 17;

        private int[] ends;
        private byte[] letters;

        /** @param lettersEach about so many are to be expected */
        Texts(int rows, int lettersEach) {
            ends = new int[rows];
            letters = new byte[Math.min(MOST_BYTES, 16 + rows * lettersEach)];
        }

        static boolean isShortLatin(@Nullable Object value) {
            return value instanceof String text && text.length() <= MOST_LETTERS && isLatin(text, text.length());
        }

        private static boolean isLatin(String text, int length) {
            int all = 0;
            for (int i = 0; i < length; i++) {
                all |= text.charAt(i);
            }
            return all <= 0xFF;
        }

        @Override
        boolean fits(@Nullable Object value) {
            return isShortLatin(value);
        }

        @Override
        @SuppressWarnings("deprecation") // getBytes(int, ...) drops the high bytes, which are zero here, without a copy
        boolean put(int row, @Nullable Object value) {
            if (!(value instanceof String text)) {
                return false;
            }
            int length = text.length();
            int start = row == 0 ? 0 : ends[row - 1];
            int end = start + length;
            if (length > MOST_LETTERS || !isLatin(text, length) || (end > letters.length && !grow(end))) {
                return false;
            }
            text.getBytes(0, length, letters, start);
            ends[row] = end;
            return true;
        }

        private boolean grow(int needed) {
            if (needed > MOST_BYTES) {
                return false;
            }
            letters = Arrays.copyOf(letters, Math.min(MOST_BYTES, Math.max(needed, 2 * letters.length)));
            return true;
        }

        @Override
        Object get(int row) {
            int start = row == 0 ? 0 : ends[row - 1];
            return new String(letters, start, ends[row] - start, ISO_8859_1);
        }

        @Override
        long bytes() {
            return 56 + 4L * ends.length + letters.length;
        }

        @Override
        void trim(int rows) {
            ends = Arrays.copyOf(ends, rows);
            letters = Arrays.copyOf(letters, rows == 0 ? 0 : ends[rows - 1]);
        }
    }
}
