package io.tidewheel.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the text of a setting may be.
 *
 * @param expected completes "must be ..."
 * @param parse throws IllegalArgumentException for any other text
 */
public record ValueType<T>(String expected, Function<String, T> parse) {
    public static final ValueType<String> TEXT = new ValueType<>("a text", text -> text);
    public static final ValueType<Boolean> BOOLEAN = new ValueType<>("true or false", ValueType::parseBoolean);

    /** Bytes: a whole number with k, m, g or t for powers of 1024. */
    public static final ValueType<Long> BYTES =
            new ValueType<>("a size such as 512k, 64m or 2g", ValueType::parseBytes);

    /** A whole number with ns, us, ms, s, m, h or d, or ISO 8601 such as PT10S; not negative. */
    public static final ValueType<Duration> DURATION =
            new ValueType<>("a time such as 500ms, 10s or 5m", ValueType::parseDuration);

    private static final Pattern BYTES_FORM = Pattern.compile("(\\d+) *([kmgt]?)i?b?");
    private static final Pattern DURATION_FORM = Pattern.compile("(\\d+) *(ns|us|ms|s|m|h|d)");

    public static ValueType<Integer> wholeNumber(int from, int to) {
        String expected = to == Integer.MAX_VALUE
                ? "a whole number, " + from + " or more"
                : "a whole number from " + from + " to " + to;
        return new ValueType<>(expected, text -> {
            int number = Integer.parseInt(text);
            require(number >= from && number <= to, text);
            return number;
        });
    }

    public static ValueType<Double> number(double from, double to) {
        return new ValueType<>("a number from " + from + " to " + to, text -> {
            double number = Double.parseDouble(text);
            require(number >= from && number <= to, text);
            return number;
        });
    }

    /** One of the constants, in small letters. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        String expected = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "one of ", ""));
        return new ValueType<>(expected, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    public static ValueType<String> oneOf(String... choices) {
        List<String> known = List.of(choices);
        return new ValueType<>("one of " + String.join(", ", known), text -> {
            String choice = text.toLowerCase(Locale.ROOT);
            require(known.contains(choice), text);
            return choice;
        });
    }

    private static Boolean parseBoolean(String text) {
        boolean value = text.equalsIgnoreCase("true");
        require(value || text.equalsIgnoreCase("false"), text);
        return value;
    }

    private static Long parseBytes(String text) {
        Matcher matcher = BYTES_FORM.matcher(text.toLowerCase(Locale.ROOT));
        require(matcher.matches(), text);
        int shift = matcher.group(2).isEmpty() ? 0 : 10 * (1 + "kmgt".indexOf(matcher.group(2)));
        long number = Long.parseLong(matcher.group(1));
        require(number <= Long.MAX_VALUE >> shift, text);
        return number << shift;
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION_FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            Duration duration = parseIso(text);
            require(!duration.isNegative(), text);
            return duration;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ns" -> Duration.ofNanos(number);
            case "us" -> Duration.ofNanos(Math.multiplyExact(number, 1000L));
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static Duration parseIso(String text) {
        try {
            return Duration.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static void require(boolean holds, String text) {
        if (!holds) {
            throw new IllegalArgumentException(text);
        }
    }
}
