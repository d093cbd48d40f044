package io.tidewheel.batch.file;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes records of one class from the fields of CSV lines. */
final class RecordBinder {
    private final Constructor<?> constructor;
    private final List<FieldType> components;
    private final @Nullable String nullText;

    RecordBinder(Class<?> type, @Nullable String nullText) {
        requireRecord(type);
        RecordComponent[] declared = type.getRecordComponents();
        this.components = Arrays.stream(declared).map(FieldType::of).toList();
        this.nullText = nullText;
        try {
            this.constructor = type.getDeclaredConstructor(
                    Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
        } catch (NoSuchMethodException | RuntimeException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "the constructor of " + type.getName() + " cannot be called; open its package to Tidewheel",
                    e);
        }
    }

    static void requireRecord(Class<?> type) {
        if (!type.isRecord()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    type.getName() + " is not a record; declare one with a component for each column, such as record "
                            + type.getSimpleName() + "(String user, long bytes)");
        }
    }

    int size() {
        return components.size();
    }

    /** For each component, which column it is read from; -1 if an optional one has none. */
    int[] columns(List<String> header, String file) {
        int[] columns = new int[components.size()];
        for (int i = 0; i < columns.length; i++) {
            FieldType component = components.get(i);
            columns[i] = column(header, component.name(), file);
            if (columns[i] < 0 && !component.isOptional()) {
                throw new TidewheelException(
                        Kind.BAD_DATA,
                        "the input file " + file + " has no column '" + component.name() + "', only " + header
                                + "; rename the component of "
                                + constructor.getDeclaringClass().getSimpleName()
                                + " or make it Optional, or read by position");
            }
        }
        return columns;
    }

    /** By the name as it is; only if there is none, by the name whatever its case. */
    private static int column(List<String> header, String name, String file) {
        int exact = only(header, name, name::equals, file);
        return exact >= 0 ? exact : only(header, name, name::equalsIgnoreCase, file);
    }

    private static int only(List<String> header, String name, Predicate<String> fits, String file) {
        int[] columns = IntStream.range(0, header.size())
                .filter(i -> fits.test(header.get(i)))
                .toArray();
        if (columns.length > 1) {
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    "the input file " + file + " has column '" + name + "' more than once in " + header
                            + "; rename all but one in the file, or read by position");
        }
        return columns.length == 0 ? -1 : columns[0];
    }

    Object bind(CsvFields fields, int[] columns) throws BadRecord {
        @Nullable Object[] arguments = new Object[columns.length];
        for (int i = 0; i < columns.length; i++) {
            arguments[i] = value(components.get(i), fields, columns[i]);
        }
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new BadRecord(
                    "the constructor of " + constructor.getDeclaringClass().getSimpleName() + " refused it: "
                            + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new TidewheelException(Kind.BUG, "a record cannot be made: " + constructor, e);
        }
    }

    private @Nullable Object value(FieldType component, CsvFields fields, int column) throws BadRecord {
        if (column < 0) {
            return component.absent();
        }
        String text = fields.value(column);
        if (!fields.isQuoted(column)) {
            if (text.equals(nullText)) {
                return component.marked();
            }
            if (text.isEmpty()) {
                return nullText == null ? component.marked() : component.absent();
            }
        }
        return component.read(text);
    }
}
