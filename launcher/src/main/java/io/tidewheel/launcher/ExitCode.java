package io.tidewheel.launcher;

import io.tidewheel.error.TidewheelException;

/** What the process tells its caller. 3 and 4 belong to streaming queries: fenced, and checkpoint refused. */
final class ExitCode {
    static final int DONE = 0;
    static final int JOB_FAILED = 1;
    static final int USAGE = 2;

    private ExitCode() {}

    static int of(Throwable failure) {
        return failure instanceof TidewheelException ours && ours.kind() == TidewheelException.Kind.CONFIGURATION
                ? USAGE
                : JOB_FAILED;
    }
}
