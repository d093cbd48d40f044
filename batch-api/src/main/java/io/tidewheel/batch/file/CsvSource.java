package io.tidewheel.batch.file;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.EmptyCursor;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of CSV files as records of one class. One split a file, unless no field may hold a line break. */
public final class CsvSource extends SplitSource {
    private static final long serialVersionUID = 1L;

    private final Class<?> type;
    private final CsvOptions options;
    private final TextOptions text;

    private CsvSource(
            Storages storages,
            String path,
            List<FileSplit> splits,
            Class<?> type,
            CsvOptions options,
            TextOptions text) {
        super(storages, path, splits);
        this.type = type;
        this.options = options;
        this.text = text;
    }

    /** Lists the input and checks that the record can be read from text. */
    public static CsvSource of(
            Storages storages, String path, int parallelism, Class<?> type, CsvOptions options, TextOptions text) {
        new RecordBinder(type, options.nullText()); // checks the type now
        List<StoredFile> files = GivenFiles.list(storages, path);
        List<FileSplit> splits = FileSplit.plan(files, 0, parallelism, text.splitBytes(), !options.multiLine());
        return new CsvSource(storages, path, splits, type, options, text);
    }

    @Override
    public String describe() {
        return "csv " + path + " as " + type.getSimpleName();
    }

    @Override
    public Cursor open(int partition, TaskContext context) throws Exception {
        CsvCursor rows = cursor(storages, splits.get(partition), type, options, text, context);
        return rows == null ? EmptyCursor.EMPTY : rows;
    }

    /** The records of one split; null if the file has no record, and so no names either. */
    static @Nullable CsvCursor cursor(
            Storages storages,
            FileSplit split,
            Class<?> type,
            CsvOptions options,
            TextOptions text,
            @Nullable TaskContext context)
            throws IOException {
        RecordBinder binder = new RecordBinder(type, options.nullText());
        List<String> header =
                options.header() && split.start() > 0 ? headerOf(storages, split, options, text, context) : List.of();
        LineCursor lines = new LineCursor(storages, split, text, context);
        try {
            CsvRecords records = new CsvRecords(lines, options, text.maxLineBytes());
            if (options.header() && split.start() == 0) {
                header = header(lines, records);
            }
            if (options.header() && header.isEmpty()) {
                lines.close();
                return null;
            }
            return new CsvCursor(lines, records, options, binder, header);
        } catch (Throwable e) {
            lines.closeAfter(e);
            throw e;
        }
    }

    private static List<String> headerOf(
            Storages storages, FileSplit split, CsvOptions options, TextOptions text, @Nullable TaskContext context)
            throws IOException {
        try (LineCursor lines = new LineCursor(storages, FileSplit.whole(split.file()), text, context)) {
            return header(lines, new CsvRecords(lines, options, text.maxLineBytes()));
        }
    }

    private static List<String> header(LineCursor lines, CsvRecords records) throws IOException {
        CsvFields fields;
        try {
            fields = records.next();
        } catch (BadRecord e) {
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    "the line with the names of the columns in the input file " + lines.file() + " cannot be read: "
                            + e.getMessage() + "; correct that line",
                    e.getCause());
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; fields != null && i < fields.count(); i++) {
            names.add(fields.value(i).strip());
        }
        return names;
    }
}
