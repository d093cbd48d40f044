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
    private long recordLine; // where the record begins that was read last

    RecordCursor(LineCursor lines, @Nullable BadLineHandler handler) {
        this.lines = lines;
        this.handler = handler;
    }

    /** The record that begins with this line. */
    abstract Object record(String line) throws BadRecord, IOException;

    private @Nullable Object next() throws Exception {
        while (true) {
            String line = lines.line();
            if (line == null) {
                return null;
            }
            if (line.isBlank()) {
                continue;
            }
            recordLine = lines.lineNumber();
            try {
                return record(line);
            } catch (BadRecord e) {
                bad(line, e);
            }
        }
    }

    private void bad(String line, BadRecord bad) throws Exception {
        String shown = line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
        BadLine badLine =
                new BadLine(lines.file(), recordLine, lines.firstByte(), shown, String.valueOf(bad.getMessage()));
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
        return lines.position(recordLine);
    }
}
