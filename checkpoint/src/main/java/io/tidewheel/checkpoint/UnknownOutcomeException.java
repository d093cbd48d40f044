package io.tidewheel.checkpoint;

import java.io.IOException;

/**
 * A record may be durable or not: writing it failed, or took too long. Nothing may be aborted or tried again before the
 * checkpoint was opened anew, which finds out.
 */
public final class UnknownOutcomeException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
