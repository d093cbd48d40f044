package io.tidewheel.api;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** Longs whose signed order agrees with the natural order of what they were made from. */
final class Prefix {
    private Prefix() {}

    static boolean exists(Object sample) {
        return sample instanceof Long
                || sample instanceof String
                || sample instanceof Integer
                || sample instanceof Double
                || sample instanceof Instant
                || sample instanceof Float
                || sample instanceof Short
                || sample instanceof Byte
                || sample instanceof Character
                || sample instanceof Boolean
                || sample instanceof LocalDate
                || sample instanceof LocalDateTime
                || sample instanceof Duration
                || sample instanceof UUID;
    }

    /** @throws ClassCastException if there is none, as comparing with the sample would */
    static long of(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof String text) {
            return ofString(text);
        }
        if (value instanceof Integer number) {
            return number;
        }
        if (value instanceof Double number) {
            return ofDouble(number);
        }
        if (value instanceof Instant instant) {
            return ofTime(instant.getEpochSecond(), instant.getNano());
        }
        return ofRare(value);
    }

    private static long ofRare(Object value) {
        if (value instanceof Float number) {
            return ofDouble(number);
        }
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Character character) {
            return character;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        if (value instanceof LocalDate date) {
            return date.toEpochDay();
        }
        if (value instanceof LocalDateTime time) {
            return of(time.toInstant(ZoneOffset.UTC));
        }
        if (value instanceof Duration duration) {
            return ofTime(duration.getSeconds(), duration.getNano());
        }
        if (value instanceof UUID id) {
            return id.getMostSignificantBits(); // UUIDs compare as signed
        }
        throw new ClassCastException(value.getClass().getName() + " is not comparable with the other rows of its sort");
    }

    /** The order of {@link Double#compare}: -0.0 before 0.0, NaN last. */
    static long ofDouble(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE); // a negative one counts down
    }

    /** The first four chars, unsigned; a missing one counts as 0. */
    static long ofString(String text) {
        int length = text.length();
        long chars = 0;
        for (int i = 0; i < 4; i++) {
            chars = chars << 16 | (i < length ? text.charAt(i) : 0);
        }
        return chars ^ Long.MIN_VALUE;
    }

    /** Exact within 272 years of second 0, one value before and one after. */
    static long ofTime(long seconds, int nanos) {
        if (seconds >= 1L << 33) {
            return Long.MAX_VALUE;
        }
        if (seconds < -(1L << 33)) {
            return Long.MIN_VALUE;
        }
        return seconds << 30 | nanos;
    }
}
