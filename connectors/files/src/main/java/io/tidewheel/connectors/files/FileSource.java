package io.tidewheel.connectors.files;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.JsonOptions;
import io.tidewheel.batch.file.RowParser;
import io.tidewheel.batch.file.TextOptions;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.StreamSource;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rows of files that appear in a directory. Each file is read once, as a whole: a batch takes some of the files,
 * never part of one. Immutable; every method gives a changed copy.
 *
 * <p>A file must be complete when it gets its name: write it under a hidden name (one that begins with {@code _} or
 * {@code .}) or elsewhere on the same disk, and rename it. Hidden names are skipped, and those that end in
 * {@code ._COPYING_}, {@code .tmp} or {@code .inprogress}. How old a file is does not matter. A name that comes back with
 * another length or time of change is a new file; if it was written over in place, and not renamed, it may be found late.
 * Files ending in .gz and .zst are decompressed. Links that lead out of the directory are refused.
 */
public final class FileSource<T> implements StreamSource<T> {
    private final SourceSettings settings;

    private FileSource(SourceSettings settings) {
        this.settings = settings;
    }

    /** The lines of text files in UTF-8; bytes that are not become the replacement character. */
    public static FileSource<String> lines(String directory) {
        return new FileSource<>(SourceSettings.of(directory, RowParser.lines(TextOptions.DEFAULT)));
    }

    /**
     * CSV as records. What becomes of lines that are no record is the query's choice, not that of {@code options}.
     *
     * @throws TidewheelException if the class is not a record that can be read from CSV
     */
    public static <T extends Record> FileSource<T> csv(String directory, Class<T> type, CsvOptions options) {
        return new FileSource<>(SourceSettings.of(directory, RowParser.csv(type, options, TextOptions.DEFAULT)));
    }

    /** Lines of JSON as records, see {@link #json(String, Class, JsonOptions)}; members that the record lacks are skipped. */
    public static <T extends Record> FileSource<T> json(String directory, Class<T> type) {
        return json(directory, type, JsonOptions.DEFAULT);
    }

    /**
     * Lines of JSON as records. What becomes of lines that are no record is the query's choice, not that of
     * {@code options}.
     *
     * @throws TidewheelException if the class is not a record that can be read from JSON
     */
    public static <T extends Record> FileSource<T> json(String directory, Class<T> type, JsonOptions options) {
        return new FileSource<>(SourceSettings.of(directory, RowParser.json(type, options, TextOptions.DEFAULT)));
    }

    /** Only files whose name matches: {@code *}, {@code ?}, {@code [ab]}, {@code {a,b}}. */
    public FileSource<T> named(String pattern) {
        return new FileSource<>(settings.withPattern(pattern));
    }

    /** Also files in directories below, unless those are hidden; links to directories are not followed. */
    public FileSource<T> recursive() {
        return new FileSource<>(settings.withRecursive());
    }

    /** Takes the files that were changed last first; the oldest come first if this is not said. */
    public FileSource<T> newestFirst() {
        return new FileSource<>(settings.withNewestFirst());
    }

    /** The most that one batch takes; 1,000 if nothing is said. */
    public FileSource<T> maxFilesPerBatch(long files) {
        return new FileSource<>(settings.withMaxFiles(atLeastOne("maxFilesPerBatch", files)));
    }

    /** The most that one batch takes, but for a single file that is larger. */
    public FileSource<T> maxBytesPerBatch(long bytes) {
        return new FileSource<>(settings.withMaxBytes(atLeastOne("maxBytesPerBatch", bytes)));
    }

    /** Large files that can be cut are read by several tasks, so many bytes each at most; 32 MB if nothing is said. */
    public FileSource<T> splitBytes(long bytes) {
        return new FileSource<>(settings.withSplitBytes(atLeastOne("splitBytes", bytes)));
    }

    /** Warns of a file that was changed, renamed or deleted before it was read, and goes on without it. */
    public FileSource<T> skipChangedFiles() {
        return new FileSource<>(settings.withSkippingChanged());
    }

    /**
     * Moves files to another directory of the same storage once no replay can need them. Not below the one that is read,
     * unless hidden. Several sources may share one: a name that is taken there gets a number at its end, so that no file
     * is lost. On object stores every name gets an end of its own.
     */
    public FileSource<T> archiveTo(String directory) {
        return new FileSource<>(settings.withDisposal(Disposal.ARCHIVE, directory));
    }

    /** Deletes files once no replay can need them. */
    public FileSource<T> deleteAfterCommit() {
        return new FileSource<>(settings.withDisposal(Disposal.DELETE, ""));
    }

    private static long atLeastOne(String option, long value) {
        if (value < 1) {
            throw new TidewheelException(Kind.CONFIGURATION, option + " is at least 1, but is " + value);
        }
        return value;
    }

    @Override
    public String describe() {
        return settings.parser().describe() + " of files in " + settings.directory();
    }

    @Override
    public Set<SourceLimit.Unit> limits() {
        return EnumSet.of(SourceLimit.Unit.BYTES, SourceLimit.Unit.FILES);
    }

    @Override
    public SourceDriver<T> open(SourceContext context) throws Exception {
        return new FileSourceDriver<>(settings, context);
    }
}
