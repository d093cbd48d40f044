package io.tidewheel.connectors.files;

import io.tidewheel.batch.file.BadRow;
import io.tidewheel.batch.file.FileRows;
import io.tidewheel.storage.Storage;
import io.tidewheel.streaming.source.RowReceiver;
import io.tidewheel.streaming.source.SplitReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a planned part of a file; none if it is skipped. */
final class FileSplitReader<T> implements SplitReader<T> {
    private final FileSplitFormat<T> format;
    private final PlannedFile planned;
    private final @Nullable FileRows file; // null if it is skipped

    FileSplitReader(FileSplitFormat<T> format, PlannedFile planned, @Nullable FileRows file) {
        this.format = format;
        this.planned = planned;
        this.file = file;
    }

    @Override
    public boolean read(RowReceiver<T> rows, int atMost) throws Exception {
        if (file == null) {
            return false;
        }
        for (int i = 0; i < atMost; i++) {
            Object row;
            try {
                row = file.next();
            } catch (BadRow e) {
                rows.bad(e.line().text(), e.line().place(), e);
                continue;
            }
            if (row == null) {
                requireUnchanged();
                return false;
            }
            @SuppressWarnings("unchecked") // the builder of the source chose a parser of its rows
            T typed = (T) row;
            rows.row(typed);
        }
        return true;
    }

    /** A file that was appended to or written over meanwhile gave rows that a replay would not. */
    private void requireUnchanged() throws IOException {
        String change = format.changeOf(planned.file());
        if (change != null && !change.startsWith("was deleted")) {
            throw FileSplitFormat.changed(
                    Storage.child(format.directory(), planned.file().path()), change);
        }
    }

    @Override
    public String position() {
        return file == null ? planned.file().path() : file.position();
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
