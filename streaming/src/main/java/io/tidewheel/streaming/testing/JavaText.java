package io.tidewheel.streaming.testing;

import io.tidewheel.data.Pair;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Java that makes them: what can be pasted into a test. What is not known is shown as a comment. */
final class JavaText {
    private static final int WIDTH = 100;
    private static final int MOST_ROWS = 100;
    private static final Set<Class<?>> PARSED =
            Set.of(Instant.class, Duration.class, LocalDate.class, LocalDateTime.class, LocalTime.class);

    private JavaText() {}

    /** A list, one row a line if it is long. */
    static String list(List<?> rows, String indent) {
        List<String> texts =
                rows.stream().limit(MOST_ROWS).map(JavaText::of).collect(Collectors.toCollection(ArrayList::new));
        if (rows.size() > MOST_ROWS) {
            texts.add("/* and " + (rows.size() - MOST_ROWS) + " more */");
        }
        String maker = maker("List.of", rows);
        String line = maker + "(" + String.join(", ", texts) + ")";
        return indent.length() + line.length() <= WIDTH
                ? indent + line
                : indent + maker + "(\n" + indent + "    " + String.join(",\n" + indent + "    ", texts) + ")";
    }

    private static String maker(String usual, Collection<?> elements) {
        return elements.stream().anyMatch(Objects::isNull) ? "Arrays.asList" : usual;
    }

    static String of(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return '"' + escaped(text) + '"';
        }
        if (value instanceof Character character) {
            return character == '\''
                    ? "'\\''"
                    : "'" + escaped(character.toString()).replace("\\\"", "\"") + "'";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return number(value);
        }
        if (value instanceof Enum<?> constant) {
            return constant.getDeclaringClass().getSimpleName() + "." + constant.name();
        }
        if (PARSED.contains(value.getClass())) {
            return value.getClass().getSimpleName() + ".parse(\"" + value + "\")";
        }
        if (value.getClass().isArray()) {
            return array(value);
        }
        return composed(value);
    }

    private static String number(Object value) {
        if (value instanceof Long) {
            return value + "L";
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            return "Double.valueOf(\"" + number + "\")";
        }
        if (value instanceof Float number) {
            return Float.isFinite(number) ? number + "f" : "Float.valueOf(\"" + number + "\")";
        }
        if (value instanceof Short || value instanceof Byte) {
            return "(" + (value instanceof Short ? "short" : "byte") + ") " + value;
        }
        if (value instanceof BigDecimal || value instanceof BigInteger) {
            return "new " + value.getClass().getSimpleName() + "(\"" + value + "\")";
        }
        return value instanceof Integer || value instanceof Double || value instanceof Boolean
                ? value.toString()
                : unknown(value);
    }

    private static String composed(Object value) {
        if (value instanceof Pair<?, ?> pair) {
            return "Pair.of(" + of(pair.key()) + ", " + of(pair.value()) + ")";
        }
        if (value instanceof List<?> list) {
            return maker("List.of", list) + "(" + joined(list) + ")";
        }
        if (value instanceof Set<?> set) {
            return "Set.of(" + joined(set) + ")";
        }
        if (value instanceof Map<?, ?> map) {
            return "Map.ofEntries("
                    + map.entrySet().stream()
                            .map(entry -> "Map.entry(" + of(entry.getKey()) + ", " + of(entry.getValue()) + ")")
                            .collect(Collectors.joining(", "))
                    + ")";
        }
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? "Optional.empty()" : "Optional.of(" + of(optional.get()) + ")";
        }
        return value instanceof Record made ? made(made) : unknown(value);
    }

    private static String made(Record made) {
        List<String> components = new ArrayList<>();
        for (RecordComponent component : made.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true); // of a private record of a test
                components.add(of(component.getAccessor().invoke(made)));
            } catch (ReflectiveOperationException | RuntimeException e) {
                return unknown(made); // its package is closed, or its accessor throws
            }
        }
        return "new " + made.getClass().getSimpleName() + "(" + String.join(", ", components) + ")";
    }

    private static String array(Object array) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(of(Array.get(array, i)));
        }
        return "new " + array.getClass().getSimpleName() + " {" + String.join(", ", elements) + "}";
    }

    private static String joined(Collection<?> elements) {
        return elements.stream().map(JavaText::of).collect(Collectors.joining(", "));
    }

    private static String unknown(Object value) {
        return "/* " + value.toString().replace("*/", "* /") + " */ null";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || Character.isSurrogate((char) c)) {
                        escaped.append(String.format("\\u%04x", c));
                    } else {
                        escaped.append((char) c);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
