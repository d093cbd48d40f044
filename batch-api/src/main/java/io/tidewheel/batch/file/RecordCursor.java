package io.tidewheel.batch.file;

import io.tidewheel.api.file.BadLine;
import io.tidewheel.api.file.BadLineHandler;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes records of lines; what becomes of bad ones is the handler's choice. */
abstract class RecordCursor implements Cursor {
    private static final int SHOWN = 200;

    final LineCursor lines;
    private final @Nullable BadLineHandler handler;

    RecordCursor(LineCursor lines, @Nullable BadLineHandler handler) {
        this.lines = lines;
        this.handler = handler;
    }

    /** The next record, or null at the end; blank lines are skipped. */
    @Nullable
    abstract Object record() throws BadRecord, IOException;

    /** The number of the line in which the last record begins, bad or not. */
    abstract long recordLine();

    /** The line in which the last record begins, bad or not. */
    abstract String recordText();

    private @Nullable Object next() throws Exception {
        while (true) {
            try {
                return record();
            } catch (BadRecord e) {
                bad(e);
            }
        }
    }

    /** What is told of the last record, which is bad. */
    final BadLine badLine(BadRecord bad) {
        String line = recordText();
        String shown = line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
        return new BadLine(lines.file(), recordLine(), lines.firstByte(), shown, String.valueOf(bad.getMessage()));
    }

    private void bad(BadRecord bad) throws Exception {
        BadLine badLine = badLine(bad);
        if (handler == null) {
            throw new TidewheelException(
                    Kind.BAD_DATA,
                    badLine + "; correct the file, or go on without such lines with onBadLine(..)",
                    bad.getCause());
        }
        handler.badLine(badLine);
    }

    @Override
    public final void drain(Sink sink) throws Exception {
        while (!sink.done()) {
            Object row = next();
            if (row == null) {
                return;
            }
            sink.accept(row);
        }
    }

    @Override
    public final boolean advance(Sink sink) throws Exception {
        Object row = next();
        if (row == null) {
            return false;
        }
        sink.accept(row);
        return true;
    }

    @Override
    public final void close() throws IOException {
        lines.close();
    }

    @Override
    public final long estimatedRows() {
        return lines.estimatedRows();
    }

    @Override
    public final String position() {
        return lines.position(recordLine());
    }
}
