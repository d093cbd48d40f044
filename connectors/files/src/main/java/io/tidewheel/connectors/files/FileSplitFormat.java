package io.tidewheel.connectors.files;

import io.tidewheel.batch.file.FileRows;
import io.tidewheel.batch.file.RowParser;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.SplitReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens files in tasks, if they are as they were when the batch was planned. */
record FileSplitFormat<T>(String directory, RowParser parser, boolean skipsChanged, Storages storages)
        implements SplitFormat<T> {
    private static final Logger log = LoggerFactory.getLogger(FileSplitFormat.class);

    @Override
    public SplitReader<T> open(Split split) throws Exception {
        PlannedFile planned = PlannedFile.of(split);
        String path = Storage.child(directory, planned.file().path());
        String change = changeOf(planned.file());
        if (change == null) {
            StoredFile file =
                    new StoredFile(path, planned.file().length(), planned.file().modifiedMillis(), false);
            FileRows rows = parser.open(storages, file, planned.start(), planned.end());
            return new FileSplitReader<>(this, planned, rows);
        }
        if (!skipsChanged) {
            throw changed(path, change);
        }
        log.warn("{} {} after it was planned; its rows are skipped", path, change);
        return new FileSplitReader<>(this, planned, null);
    }

    static TidewheelException changed(String path, String change) {
        return new TidewheelException(
                Kind.BAD_DATA,
                "the input file " + path + " " + change
                        + " after it was planned; put it back as it was, or go on without"
                        + " such files with skipChangedFiles(); let files be complete before they get their name, and"
                        + " leave them until they were read");
    }

    /** What happened to a file since it was planned; null if nothing. */
    @Nullable
    String changeOf(FoundFile file) throws IOException {
        String path = Storage.child(directory, file.path());
        if (Storages.isLocal(path)) {
            try {
                Path root = Storages.localPath(directory);
                Links.requireInside(Storages.localPath(path), root.toRealPath());
            } catch (NoSuchFileException e) {
                return "was deleted or renamed";
            }
        }
        Optional<StoredFile> now = storages.of(path).stat(path);
        if (now.isEmpty()) {
            return "was deleted or renamed";
        }
        if (now.get().length() != file.length()) {
            return "was changed from " + file.length() + " to " + now.get().length() + " bytes";
        }
        return now.get().modifiedMillis() == file.modifiedMillis() ? null : "was written again";
    }
}
