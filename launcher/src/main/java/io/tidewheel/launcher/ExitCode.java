package io.tidewheel.launcher;

import io.tidewheel.error.TidewheelException;

/** What the process tells its caller. */
final class ExitCode {
    static final int DONE = 0;
    static final int JOB_FAILED = 1;
    static final int USAGE = 2;

    /** Another process holds the checkpoint of a query. */
    static final int FENCED = 3;

    /** A checkpoint is damaged, or does not fit the query. */
    static final int CHECKPOINT = 4;

    private ExitCode() {}

    /** Usage is what is found before a job runs; what a task finds, of any kind, is a failed job. */
    static int of(Throwable failure) {
        if (!(failure instanceof TidewheelException ours)) {
            return JOB_FAILED;
        }
        boolean isOfJob = ours.getCause() instanceof TidewheelException; // as its task threw it
        return switch (ours.kind()) {
            case FENCED -> FENCED;
            case CHECKPOINT -> CHECKPOINT;
            case CONFIGURATION -> isOfJob ? JOB_FAILED : USAGE;
            case USER_FUNCTION, BAD_DATA, RESOURCE, CANCELLED, BUG -> JOB_FAILED;
        };
    }
}
