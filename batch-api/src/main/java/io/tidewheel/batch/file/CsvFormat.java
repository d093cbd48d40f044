package io.tidewheel.batch.file;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records as CSV, which {@link CsvSource} reads with the same options. A file without rows has no header either. */
record CsvFormat(CsvOptions options, TextCompression compression) implements RowFormat {
    private static final int BUFFER_BYTES = 1 << 16;

    @Override
    public String name() {
        return "save csv";
    }

    @Override
    public String extension() {
        return ".csv" + compression.extension();
    }

    @Override
    public FileSink open(OutputStream out, Codecs codecs) throws IOException {
        return new Records(TextFormat.compressing(out, compression), options);
    }

    /** The line with the names of the columns. */
    static byte[] header(Class<?> type, CsvOptions options, TextCompression compression) throws IOException {
        RecordBinder.requireRecord(type);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Records records = new Records(TextFormat.compressing(out, compression), options)) {
            records.begin(type);
        }
        return out.toByteArray();
    }

    private static final class Records extends FileSink {
        /** Begins no field of text, so that no field is quoted for being taken for a comment, which we do not know. */
        private static final char NO_COMMENT = '\uFFFF';

        private final CsvOptions options;
        private final CsvWriter writer;
        private final List<Method> components = new ArrayList<>();
        private @Nullable String[] fields = {};
        private boolean[] nulls = {}; // which fields are null, and written as the options say
        private @Nullable Class<?> type;

        Records(OutputStream out, CsvOptions options) {
            this.options = options;
            this.writer = CsvWriter.builder()
                    .fieldSeparator(options.separator())
                    .quoteCharacter(options.quote())
                    .commentCharacter(NO_COMMENT)
                    .quoteStrategy(new WhatElseWouldChange())
                    .lineDelimiter(LineDelimiter.LF)
                    .build(new BufferedOutputStream(out, BUFFER_BYTES));
        }

        @Override
        public void accept(@Nullable Object row) throws IOException {
            if (row == null || row.getClass() != type) {
                begin(row);
            }
            for (int i = 0; i < fields.length; i++) {
                set(i, value(components.get(i), row));
            }
            write();
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
            begin(row.getClass());
        }

        private void begin(Class<?> rows) throws IOException {
            type = rows;
            RecordComponent[] declared = type.getRecordComponents();
            fields = new String[declared.length];
            nulls = new boolean[declared.length];
            for (int i = 0; i < declared.length; i++) {
                FieldType.of(declared[i]); // refuses what could not be read back
                declared[i].getAccessor().setAccessible(true);
                components.add(declared[i].getAccessor());
                set(i, declared[i].getName());
            }
            if (options.header()) {
                write();
            }
        }

        private void write() throws IOException {
            try {
                writer.writeRecord(fields);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private static @Nullable Object value(Method component, @Nullable Object row) {
            try {
                Object value = component.invoke(row);
                return value instanceof Optional<?> optional ? optional.orElse(null) : value;
            } catch (InvocationTargetException e) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "reading component '" + component.getName() + "' of a row threw " + e.getCause()
                                + "; correct the record",
                        e.getCause());
            } catch (IllegalAccessException e) {
                throw new TidewheelException(Kind.BUG, component + " is not accessible", e);
            }
        }

        private void set(int column, @Nullable Object value) {
            nulls[column] = value == null;
            if (value == null) {
                fields[column] = nullText();
                return;
            }
            String text = value instanceof Enum<?> constant ? constant.name() : value.toString();
            if (!options.multiLine() && (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0)) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "a CSV field holds a line break, which singleLine() promised it does not: " + text
                                + "; save without" + " singleLine(), or take the line breaks out");
            }
            fields[column] = text;
        }

        private @Nullable String nullText() {
            String text = options.nullText();
            if (fields.length == 1 && (text == null || text.isBlank())) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "a row of " + Objects.requireNonNull(type).getName()
                                + " is only null, which makes a blank line that readers skip;"
                                + " give CsvOptions a nullText(..) that is not blank");
            }
            return text;
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }

        /** Beside what holds separators, quotes and line breaks: what would be read as null or as a blank line. */
        private final class WhatElseWouldChange implements QuoteStrategy {
            @Override
            public boolean quoteEmpty(int line, int field) {
                return !nulls[field];
            }

            @Override
            public boolean quoteValue(int line, int field, String value) {
                return !nulls[field] && (value.isBlank() || value.equals(options.nullText()));
            }
        }
    }
}
