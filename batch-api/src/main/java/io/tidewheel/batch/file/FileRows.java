package io.tidewheel.batch.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a file or a part of it, one by one. Used by one thread. */
public final class FileRows implements AutoCloseable {
    private final @Nullable LineCursor lines; // null if there are none
    private final @Nullable RecordCursor records; // null if lines are the rows

    FileRows(@Nullable LineCursor lines, @Nullable RecordCursor records) {
        this.lines = lines;
        this.records = records;
    }

    /**
     * The next row, a fresh object; null at the end.
     *
     * @throws BadRow if it is none; the one after it comes next
     */
    public @Nullable Object next() throws BadRow, IOException {
        if (records == null) {
            return lines == null ? null : lines.line();
        }
        try {
            return records.record();
        } catch (BadRecord e) {
            throw new BadRow(records.badLine(e), e.getCause());
        }
    }

    /** Where the last row began: "file a.log line 17". */
    public String position() {
        if (lines == null) {
            return "";
        }
        return records == null ? lines.position() : records.position();
    }

    @Override
    public void close() throws IOException {
        if (lines != null) {
            lines.close();
        }
    }
}
