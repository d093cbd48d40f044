package io.tidewheel.batch.file;

import io.tidewheel.api.file.BadLine;
import org.jspecify.annotations.Nullable;

/** A line is no record; the rows after it can be read. Expected in numbers, hence without a stack trace. */
public final class BadRow extends Exception {
    private static final long serialVersionUID = 1L;

    private final BadLine line;

    BadRow(BadLine line, @Nullable Throwable cause) {
        super(line.toString(), cause, false, false);
        this.line = line;
    }

    public BadLine line() {
        return line;
    }
}
