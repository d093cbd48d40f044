package io.tidewheel.launcher;

import io.tidewheel.error.TidewheelException;

/** What the process tells its caller. 3 and 4 belong to streaming queries: fenced, and checkpoint refused. */
final class ExitCode {
    static final int DONE = 0;
    static final int JOB_FAILED = 1;
    static final int USAGE = 2;

    private ExitCode() {}

    /** Usage is what is found before a job runs; what a task finds, of any kind, is a failed job. */
    static int of(Throwable failure) {
        boolean isOfJob = failure.getCause() instanceof TidewheelException; // as its task threw it
        return !isOfJob
                        && failure instanceof TidewheelException ours
                        && ours.kind() == TidewheelException.Kind.CONFIGURATION
                ? USAGE
                : JOB_FAILED;
    }
}
