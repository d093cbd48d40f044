package io.tidewheel.error;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of Tidewheel. Its kind says who has to act; its message says which thing, what was found, what
 * was expected and what to do. The cause, where there is one, is the exception as it was first thrown.
 */
public final class TidewheelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who has to act. */
    public enum Kind {
        /** The author of the job: a function threw, or was used where it may not be. */
        USER_FUNCTION,
        /** The owner of the data: a file or record is not what it should be. */
        BAD_DATA,
        /** The operator: disk, memory, file handles, permissions. */
        RESOURCE,
        /** Whoever set an option, a key, a path or an argument. */
        CONFIGURATION,
        /** Whoever stopped the work: a cancelled job, a closed session. */
        CANCELLED,
        /** Whoever started a second process on one checkpoint: another one owns it. Exit code 3. */
        FENCED,
        /** The operator, or the author of changed code: a checkpoint is damaged, or does not fit. Exit code 4. */
        CHECKPOINT,
        /** Us. */
        BUG
    }

    private final Kind kind;

    public TidewheelException(Kind kind, String message) {
        this(kind, message, null);
    }

    public TidewheelException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
