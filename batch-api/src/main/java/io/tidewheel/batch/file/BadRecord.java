package io.tidewheel.batch.file;

import org.jspecify.annotations.Nullable;

/** A line cannot be read as a record; the message says why. Expected in numbers, hence without a stack trace. */
final class BadRecord extends Exception {
    private static final long serialVersionUID = 1L;

    BadRecord(String reason, @Nullable Throwable cause) {
        super(reason, cause, false, false);
    }
}
