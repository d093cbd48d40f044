package io.tidewheel.connectors.files;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.batch.file.RowFormat;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows to files in a directory, each row exactly once. Immutable; every method gives a changed copy.
 *
 * <p>The rows of a batch are durable, under hidden names, before the batch counts. They become visible when enough is
 * together ({@link #rollAt}), when the oldest of them is old enough ({@link #rollEvery}) and when the query ends drained:
 * then as one more part that has its final name at once and never changes. Any tool that skips names which begin with a
 * dot sees whole committed parts only; {@link CommittedFiles} also finds what is committed and not visible yet.
 *
 * <p>A directory belongs to one sink of one query. Rows that are taken back are written as any other: use a sink that
 * understands changes if that matters.
 */
public final class FileSink<T> implements TwoPhaseSink<T> {
    private final SinkSettings settings;
    private final @Nullable Class<?> csv; // the class of the rows, if they become CSV
    private final CsvOptions csvOptions;
    private final TextCompression compression;
    private final Kinds kind;

    private enum Kinds {
        LINES(""),
        CSV(".csv"),
        JSON(".json");

        private final String extension;

        Kinds(String extension) {
            this.extension = extension;
        }
    }

    private FileSink(
            SinkSettings settings,
            Kinds kind,
            @Nullable Class<?> csv,
            CsvOptions csvOptions,
            TextCompression compression) {
        this.settings = settings;
        this.kind = kind;
        this.csv = csv;
        this.csvOptions = csvOptions;
        this.compression = compression;
    }

    private static <T> FileSink<T> of(String directory, Kinds kind, @Nullable Class<?> csv, CsvOptions options) {
        SinkSettings settings = SinkSettings.of(directory, RowFormat.text(TextCompression.NONE), new byte[0]);
        return new FileSink<T>(settings, kind, csv, options, TextCompression.NONE).formatted();
    }

    /** One line a row: its {@code toString()} in UTF-8. */
    public static <T> FileSink<T> lines(String directory) {
        return of(directory, Kinds.LINES, null, CsvOptions.withHeader());
    }

    /** Records as CSV, each part with the names of the columns. */
    public static <T extends Record> FileSink<T> csv(String directory, Class<T> type) {
        return csv(directory, type, CsvOptions.withHeader());
    }

    /** Records as CSV, to be read with the same options. */
    public static <T extends Record> FileSink<T> csv(String directory, Class<T> type, CsvOptions options) {
        return of(directory, Kinds.CSV, type, options);
    }

    /** One line of JSON a row: records, pairs, maps, lists, text, numbers. */
    public static <T> FileSink<T> json(String directory) {
        return of(directory, Kinds.JSON, null, CsvOptions.withHeader());
    }

    /** Compresses what each task writes of a batch by itself: good for large batches. */
    public FileSink<T> compressed(TextCompression how) {
        return new FileSink<T>(settings, kind, csv, csvOptions, how).formatted();
    }

    /** Rows become visible when so many bytes of them are together; 128 MB if nothing is said. */
    public FileSink<T> rollAt(long bytes) {
        if (bytes < 1) {
            throw new TidewheelException(Kind.CONFIGURATION, "rollAt takes at least 1 byte, but was given " + bytes);
        }
        return with(settings.rollingAt(bytes));
    }

    /** Rows become visible after so much time at the latest; if nothing is said, time does not matter. */
    public FileSink<T> rollEvery(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new TidewheelException(Kind.CONFIGURATION, "rollEvery takes a positive time, but was given " + time);
        }
        return with(settings.rollingEvery(time.toMillis()));
    }

    /** Every batch that has rows is visible at its commit, as a part of its own. Makes many small files. */
    public FileSink<T> rollEveryBatch() {
        return with(settings.withoutRolling());
    }

    /** For tests: tasks write files from so many bytes on. */
    FileSink<T> keepingInMemory(int bytes) {
        return with(settings.keepingInMemory(bytes));
    }

    private FileSink<T> with(SinkSettings changed) {
        return new FileSink<>(changed, kind, csv, csvOptions, compression);
    }

    private FileSink<T> formatted() {
        try {
            RowFormat format =
                    switch (kind) {
                        case LINES -> RowFormat.text(compression);
                        case JSON -> RowFormat.json(compression);
                        case CSV -> RowFormat.csvRows(csvOptions, compression);
                    };
            byte[] header = csv != null && csvOptions.header()
                    ? RowFormat.csvHeader(csv, csvOptions, compression)
                    : new byte[0];
            return with(settings.with(format, header));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    @Override
    public String describe() {
        return "files in " + settings.directory();
    }

    @Override
    public Driver<T> open(SinkContext context) {
        String extension = (kind == Kinds.LINES ? ".txt" : kind.extension) + compression.extension();
        return new FileSinkDriver<>(settings, extension, context);
    }
}
