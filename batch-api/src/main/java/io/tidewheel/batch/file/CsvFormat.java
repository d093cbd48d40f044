package io.tidewheel.batch.file;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records as CSV, which {@link CsvSource} reads with the same options. A file without rows has no header either. */
public record CsvFormat(CsvOptions options, TextCompression compression) implements RowFormat {
    @Override
    public String name() {
        return "save csv";
    }

    @Override
    public String extension() {
        return ".csv" + compression.extension();
    }

    @Override
    public FileSink open(OutputStream out, TaskContext context) throws IOException {
        return new Records(new TextFormat.Lines(TextFormat.compressing(out, compression)), options);
    }

    private static final class Records extends FileSink {
        private final TextFormat.Lines lines;
        private final CsvOptions options;
        private final StringBuilder line = new StringBuilder();
        private final List<Method> components = new ArrayList<>();
        private @Nullable Class<?> type;

        Records(TextFormat.Lines lines, CsvOptions options) {
            this.lines = lines;
            this.options = options;
        }

        @Override
        public void accept(@Nullable Object row) throws IOException {
            if (row == null || row.getClass() != type) {
                begin(row);
            }
            line.setLength(0);
            for (int i = 0; i < components.size(); i++) {
                append(i, value(components.get(i), row));
            }
            String text = line.toString();
            if (text.isBlank()) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "a row of " + row.getClass().getName() + " is only null, which makes a blank line that readers"
                                + " skip; give CsvOptions a nullText(..)");
            }
            lines.line(text);
        }

        private void begin(@Nullable Object row) throws IOException {
            if (row == null || !row.getClass().isRecord() || type != null) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "CSV is saved from records of one class, but a row is "
                                + (row == null ? "null" : "a " + row.getClass().getName())
                                + (type == null ? "" : " after rows of " + type.getName())
                                + "; map the rows to a record first");
            }
            type = row.getClass();
            line.setLength(0);
            for (RecordComponent component : type.getRecordComponents()) {
                FieldType.of(component); // refuses what could not be read back
                component.getAccessor().setAccessible(true);
                append(components.size(), component.getName());
                components.add(component.getAccessor());
            }
            if (options.header()) {
                lines.line(line.toString());
            }
        }

        private static @Nullable Object value(Method component, @Nullable Object row) {
            try {
                Object value = component.invoke(row);
                return value instanceof Optional<?> optional ? optional.orElse(null) : value;
            } catch (InvocationTargetException e) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "reading component '" + component.getName() + "' of a row threw " + e.getCause(),
                        e.getCause());
            } catch (IllegalAccessException e) {
                throw new TidewheelException(Kind.BUG, component + " is not accessible", e);
            }
        }

        private void append(int column, @Nullable Object value) {
            if (column > 0) {
                line.append(options.separator());
            }
            if (value == null) {
                line.append(options.nullText() == null ? "" : options.nullText());
                return;
            }
            String text = value instanceof Enum<?> constant ? constant.name() : value.toString();
            if (!needsQuotes(text)) {
                line.append(text);
                return;
            }
            line.append(options.quote());
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == options.quote()) {
                    line.append(c);
                }
                line.append(c);
            }
            line.append(options.quote());
        }

        private boolean needsQuotes(String text) {
            if (text.isBlank() || text.equals(options.nullText())) {
                return true;
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n' || c == '\r') {
                    if (!options.multiLine()) {
                        throw new TidewheelException(
                                Kind.USER_FUNCTION,
                                "a CSV field holds a line break, which singleLine() promised it does not: " + text);
                    }
                    return true;
                }
                if (c == options.separator() || c == options.quote()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
