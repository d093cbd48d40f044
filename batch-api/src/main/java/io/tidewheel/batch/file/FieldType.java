package io.tidewheel.batch.file;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the text of one CSV field becomes the component of a record. */
final class FieldType {
    private static final Map<Class<?>, Function<String, Object>> READERS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(byte.class, Byte::valueOf),
            Map.entry(short.class, Short::valueOf),
            Map.entry(int.class, Integer::valueOf),
            Map.entry(long.class, Long::valueOf),
            Map.entry(float.class, Float::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(boolean.class, FieldType::truth),
            Map.entry(char.class, FieldType::character),
            Map.entry(BigDecimal.class, BigDecimal::new),
            Map.entry(BigInteger.class, BigInteger::new),
            Map.entry(LocalDate.class, LocalDate::parse),
            Map.entry(LocalTime.class, LocalTime::parse),
            Map.entry(LocalDateTime.class, LocalDateTime::parse),
            Map.entry(OffsetDateTime.class, OffsetDateTime::parse),
            Map.entry(ZonedDateTime.class, ZonedDateTime::parse),
            Map.entry(Instant.class, Instant::parse),
            Map.entry(Duration.class, Duration::parse),
            Map.entry(UUID.class, UUID::fromString));
    private static final Map<Class<?>, Class<?>> PRIMITIVES = Map.of(
            Byte.class, byte.class,
            Short.class, short.class,
            Integer.class, int.class,
            Long.class, long.class,
            Float.class, float.class,
            Double.class, double.class,
            Boolean.class, boolean.class,
            Character.class, char.class);

    private final String name;
    private final Class<?> type;
    private final boolean optional;
    private final Function<String, Object> reader;

    private FieldType(String name, Class<?> type, boolean optional, Function<String, Object> reader) {
        this.name = name;
        this.type = type;
        this.optional = optional;
        this.reader = reader;
    }

    /** @throws TidewheelException if no text can become such a component */
    static FieldType of(RecordComponent component) {
        Class<?> type = component.getType();
        boolean optional = type == Optional.class;
        if (optional && component.getGenericType() instanceof ParameterizedType generic) {
            Type held = generic.getActualTypeArguments()[0];
            type = held instanceof Class<?> known ? known : Object.class;
        }
        Function<String, Object> reader = type.isEnum() ? enumReader(type) : READERS.get(unboxed(type));
        if (reader == null) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "component '" + component.getName() + "' of "
                            + component.getDeclaringRecord().getName()
                            + " is " + withArticle(component.getGenericType().getTypeName())
                            + ", which no CSV field can be read as; use an enum, one of " + names()
                            + ", their boxed forms or an Optional of these");
        }
        return new FieldType(component.getName(), type, optional, reader);
    }

    private static Class<?> unboxed(Class<?> type) {
        return PRIMITIVES.getOrDefault(type, type);
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        READERS.keySet().forEach(type -> names.add(type.getSimpleName()));
        return names;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the class was seen to be an enum
    private static Function<String, Object> enumReader(Class<?> type) {
        return text -> Enum.valueOf((Class) type, text);
    }

    private static Object truth(String text) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException("neither true nor false");
    }

    private static Object character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
        }
        return text.charAt(0);
    }

    String name() {
        return name;
    }

    boolean isOptional() {
        return optional;
    }

    /** The value of a field that is there. */
    Object read(String text) throws BadRecord {
        try {
            Object value = reader.apply(text);
            return optional ? Optional.of(value) : value;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new BadRecord("column '" + name + "': '" + text + "' is no " + described(), e);
        }
    }

    private static String withArticle(String type) {
        return ("AEIOUaeiou".indexOf(type.charAt(0)) < 0 ? "a " : "an ") + type;
    }

    private String described() {
        if (!type.isEnum()) {
            return type.getSimpleName();
        }
        return type.getSimpleName() + " " + Arrays.toString(type.getEnumConstants());
    }

    /** The value of a field that is empty or missing. */
    @Nullable
    Object absent() throws BadRecord {
        if (optional) {
            return Optional.empty();
        }
        if (type.isPrimitive()) {
            throw new BadRecord("column '" + name + "' is empty, " + withArticle(described()) + " was expected", null);
        }
        return type == String.class ? "" : null;
    }

    /** The value of a field that stands for null. */
    @Nullable
    Object marked() throws BadRecord {
        return type == String.class && !optional ? null : absent();
    }
}
