package io.tidewheel.api;

import java.math.BigDecimal;
import java.math.BigInteger;

/** The sum of doubles as if added without rounding and rounded once, so that order and grouping do not matter. */
final class ExactSum {
    /*
     * A double is an integer of 53 bits times a power of two not below 2^-1074. So a sum of doubles is an integer times
     * 2^-1074, kept here in base 2^32 with signed digits of 64 bits: a "superaccumulator" [1, 2]. A double touches three
     * neighbouring digits by less than 2^32 each, so 2^30 of them can be added before carries must be moved up. Only
     * the digits from the lowest to the highest ever touched are kept: usually four or five.
     *
     * The sum is a long[], which codecs know, so that it can be spilled, sent and kept as state:
     *
     *     [0] bits 0..31 additions since carries were moved, bits 32..47 index of the lowest digit,
     *         bits 48..50 seen NaN, +infinity, -infinity        [1..] digits, lowest first
     *
     * Adding returns the array or a longer one.
     *
     * [1] R. M. Neal, Fast exact summation using small and large superaccumulators, arXiv:1505.05571, 2015
     * [2] U. Kulisch, W. Miranker, The arithmetic of the digital computer: a new approach, SIAM Review 28(1), 1986
     */
    private static final int DIGIT_BITS = 32;
    private static final long DIGIT = 0xFFFF_FFFFL;
    private static final int LOW_SHIFT = 32;
    private static final long SEEN_NAN = 1L << 48;
    private static final long SEEN_INFINITY = 1L << 49;
    private static final long SEEN_MINUS_INFINITY = 1L << 50;
    private static final long SEEN = SEEN_NAN | SEEN_INFINITY | SEEN_MINUS_INFINITY;
    private static final long MOST_ADDITIONS = 1L << 30;
    private static final long FRACTION = (1L << 52) - 1;

    private ExactSum() {}

    /** The sum of nothing: 0.0. */
    static long[] create() {
        return new long[] {0};
    }

    /** May change and return {@code sum}. */
    static long[] add(long[] sum, double value) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7FF;
        long fraction = bits & FRACTION;
        if (exponent == 0x7FF) {
            sum[0] |= fraction != 0 ? SEEN_NAN : bits > 0 ? SEEN_INFINITY : SEEN_MINUS_INFINITY;
            return sum;
        }
        if (exponent == 0) {
            if (fraction == 0) {
                return sum;
            }
        } else {
            fraction |= 1L << 52;
            exponent--;
        }
        // value = +-fraction * 2^(exponent - 1074), exponent >= 0
        int index = exponent >>> 5;
        int shift = exponent & 31;
        long[] wide = with(sum, index, index + 2);
        int at = 1 + index - low(wide);
        long upper = fraction >>> (DIGIT_BITS - shift); // at most 52 bits
        long first = (fraction << shift) & DIGIT;
        long middle = upper & DIGIT;
        long last = upper >>> DIGIT_BITS;
        if (bits >= 0) {
            wide[at] += first;
            wide[at + 1] += middle;
            wide[at + 2] += last;
        } else {
            wide[at] -= first;
            wide[at + 1] -= middle;
            wide[at + 2] -= last;
        }
        return counted(wide, 1);
    }

    /** May change and return {@code left}; leaves {@code right} as it is. */
    static long[] merge(long[] left, long[] right) {
        long seen = (left[0] | right[0]) & SEEN;
        if (right.length == 1) {
            left[0] |= seen;
            return left;
        }
        int low = low(right);
        long[] wide = with(left, low, low + right.length - 2);
        int shift = low - low(wide);
        for (int i = 1; i < right.length; i++) {
            wide[i + shift] += right[i];
        }
        wide[0] |= seen;
        return counted(wide, right[0] & DIGIT);
    }

    private static int low(long[] sum) {
        return (int) (sum[0] >>> LOW_SHIFT) & 0xFFFF;
    }

    private static long[] counted(long[] sum, long additions) {
        long count = (sum[0] & DIGIT) + additions;
        if (count >= MOST_ADDITIONS) {
            return carried(sum);
        }
        sum[0] += additions;
        return sum;
    }

    /** The sum with room for digits from {@code from} to {@code to}. */
    private static long[] with(long[] sum, int from, int to) {
        int length = sum.length - 1;
        int low = low(sum);
        if (length > 0 && from >= low && to < low + length) {
            return sum;
        }
        int newLow = length == 0 ? from : Math.min(low, from);
        int newHigh = length == 0 ? to : Math.max(low + length - 1, to);
        long[] wider = new long[2 + newHigh - newLow];
        System.arraycopy(sum, 1, wider, 1 + (length == 0 ? 0 : low - newLow), length);
        wider[0] = (sum[0] & (SEEN | DIGIT)) | (long) newLow << LOW_SHIFT;
        return wider;
    }

    /** The same sum with carries moved up. */
    private static long[] carried(long[] sum) {
        long[] digits = digits(sum, 1);
        int top = digits.length - 1;
        long carry = digits[top];
        if (carry == 0 || carry == -1) { // the digit below can hold it, whatever it is
            digits[top - 1] += carry << DIGIT_BITS;
            top--;
        }
        long[] result = new long[2 + top];
        System.arraycopy(digits, 0, result, 1, top + 1);
        result[0] = (sum[0] & ~DIGIT) + 1;
        return result;
    }

    /** The digits of the sum times {@code sign}, each in [0, 2^32), and what is carried out of the highest. */
    private static long[] digits(long[] sum, int sign) {
        long[] digits = new long[sum.length];
        long carry = 0;
        for (int i = 1; i < sum.length; i++) {
            long digit = sign * sum[i] + carry;
            digits[i - 1] = digit & DIGIT;
            carry = digit >> DIGIT_BITS;
        }
        digits[sum.length - 1] = carry;
        return digits;
    }

    /** The sum, rounded half to even; infinite if it is too large; NaN as IEEE 754 has it. Never -0.0. */
    static double value(long[] sum) {
        long seen = sum[0] & SEEN;
        if (seen == SEEN_INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        if (seen == SEEN_MINUS_INFINITY) {
            return Double.NEGATIVE_INFINITY;
        }
        if (seen != 0) {
            return Double.NaN;
        }
        long[] digits = digits(sum, 1);
        if (digits[digits.length - 1] >= 0) {
            return rounded(digits, low(sum));
        }
        return -rounded(digits(sum, -1), low(sum));
    }

    private static double rounded(long[] digits, int low) {
        int top = digits.length - 1;
        while (top >= 0 && digits[top] == 0) {
            top--;
        }
        if (top < 0) {
            return 0.0;
        }
        int highestBit = DIGIT_BITS * (low + top + 1) - 1 - (Long.numberOfLeadingZeros(digits[top]) - DIGIT_BITS);
        int lowestKept = Math.max(0, highestBit - 52);
        if (lowestKept > 2045) {
            return Double.POSITIVE_INFINITY;
        }
        int from = lowestKept - DIGIT_BITS * low;
        long kept = bits(digits, from);
        // without rounding: exponent field 0 or 1 by itself if nothing is dropped, and one more for each bit dropped
        long bits = ((long) lowestKept << 52) + (kept & (1L << 53) - 1);
        if ((bits(digits, from - 1) & 1) != 0 && ((kept & 1) != 0 || anyBelow(digits, from - 1))) {
            bits++; // into the exponent if need be, up to infinity
        }
        return Double.longBitsToDouble(bits);
    }

    /** At least the 53 bits of the number from bit {@code from} up. */
    private static long bits(long[] digits, int from) {
        int at = Math.floorDiv(from, DIGIT_BITS);
        int shift = Math.floorMod(from, DIGIT_BITS);
        long bits = digit(digits, at) >>> shift | digit(digits, at + 1) << (DIGIT_BITS - shift);
        return shift == 0 ? bits : bits | digit(digits, at + 2) << (2 * DIGIT_BITS - shift);
    }

    private static long digit(long[] digits, int at) {
        return at >= 0 && at < digits.length ? digits[at] : 0;
    }

    private static boolean anyBelow(long[] digits, int bit) {
        for (int i = 0; i < digits.length && i * DIGIT_BITS < bit; i++) {
            int below = bit - i * DIGIT_BITS;
            if ((below >= DIGIT_BITS ? digits[i] : digits[i] & (1L << below) - 1) != 0) {
                return true;
            }
        }
        return false;
    }

    /** True if no value was NaN or infinite. */
    static boolean isFinite(long[] sum) {
        return (sum[0] & SEEN) == 0;
    }

    /** The sum of the finite values, to the last digit. */
    static BigDecimal exact(long[] sum) {
        BigInteger integer = BigInteger.ZERO;
        for (int i = sum.length - 1; i > 0; i--) {
            integer = integer.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(sum[i]));
        }
        integer = integer.shiftLeft(DIGIT_BITS * low(sum));
        // over 2^1074, exactly: 5^1074 * integer / 10^1074
        int zeros = Math.min(1074, Math.max(0, integer.getLowestSetBit()));
        int places = 1074 - zeros;
        return new BigDecimal(
                integer.shiftRight(zeros).multiply(BigInteger.valueOf(5).pow(places)), places);
    }
}
