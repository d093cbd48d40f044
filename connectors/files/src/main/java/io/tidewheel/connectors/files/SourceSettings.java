package io.tidewheel.connectors.files;

import io.tidewheel.batch.file.RowParser;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.InputFiles;
import java.util.Objects;

/** What {@link FileSource} was told. */
record SourceSettings(
        String directory,
        RowParser parser,
        String pattern,
        boolean recursive,
        boolean newestFirst,
        long maxFiles,
        long maxBytes,
        long splitBytes,
        boolean skipsChanged,
        Disposal disposal,
        String archive) {
    private static final long MAX_FILES = 1000;
    private static final long SPLIT_BYTES = 32L << 20;

    SourceSettings {
        if (directory.isBlank()) {
            throw new TidewheelException(Kind.CONFIGURATION, "a file source reads a directory, but its path is empty");
        }
    }

    static SourceSettings of(String directory, RowParser parser) {
        Objects.requireNonNull(directory, "a file source reads a directory, but was given null");
        return new SourceSettings(
                directory, parser, "", false, false, MAX_FILES, Long.MAX_VALUE, SPLIT_BYTES, false, Disposal.KEEP, "");
    }

    SourceSettings withPattern(String names) {
        InputFiles.named(names); // refuses what is no pattern
        return copy(names, recursive, newestFirst, maxFiles, maxBytes, splitBytes, skipsChanged, disposal, archive);
    }

    SourceSettings withRecursive() {
        return copy(pattern, true, newestFirst, maxFiles, maxBytes, splitBytes, skipsChanged, disposal, archive);
    }

    SourceSettings withNewestFirst() {
        return copy(pattern, recursive, true, maxFiles, maxBytes, splitBytes, skipsChanged, disposal, archive);
    }

    SourceSettings withMaxFiles(long files) {
        return copy(pattern, recursive, newestFirst, files, maxBytes, splitBytes, skipsChanged, disposal, archive);
    }

    SourceSettings withMaxBytes(long bytes) {
        return copy(pattern, recursive, newestFirst, maxFiles, bytes, splitBytes, skipsChanged, disposal, archive);
    }

    SourceSettings withSplitBytes(long bytes) {
        return copy(pattern, recursive, newestFirst, maxFiles, maxBytes, bytes, skipsChanged, disposal, archive);
    }

    SourceSettings withSkippingChanged() {
        return copy(pattern, recursive, newestFirst, maxFiles, maxBytes, splitBytes, true, disposal, archive);
    }

    SourceSettings withDisposal(Disposal how, String to) {
        return copy(pattern, recursive, newestFirst, maxFiles, maxBytes, splitBytes, skipsChanged, how, to);
    }

    private SourceSettings copy(
            String newPattern,
            boolean newRecursive,
            boolean newNewestFirst,
            long newMaxFiles,
            long newMaxBytes,
            long newSplitBytes,
            boolean newSkipsChanged,
            Disposal newDisposal,
            String newArchive) {
        return new SourceSettings(
                directory,
                parser,
                newPattern,
                newRecursive,
                newNewestFirst,
                newMaxFiles,
                newMaxBytes,
                newSplitBytes,
                newSkipsChanged,
                newDisposal,
                newArchive);
    }
}
