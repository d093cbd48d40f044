package io.tidewheel.integration.hostile;

import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.engine.stage.Stage;
import io.tidewheel.engine.task.TaskAttempt;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import org.jspecify.annotations.Nullable;

/** One run of a plan, as those see it who want to stop it. */
final class HostileRun {
    private final long job;
    private final RunOptions options;
    private final String action;
    private final Thread thread = Thread.currentThread();
    private @Nullable TaskContext task; // guarded by this
    private @Nullable String cancelled; // guarded by this

    HostileRun(long job, RunOptions options, String action) {
        this.job = job;
        this.options = options;
        this.action = action;
    }

    long job() {
        return job;
    }

    RunOptions options() {
        return options;
    }

    synchronized void cancel(String reason) {
        cancelled = reason;
        if (task != null) {
            task.cancel(reason);
            thread.interrupt();
        }
    }

    synchronized void begin(TaskContext context) {
        throwIfCancelled();
        task = context;
    }

    synchronized void end() {
        task = null;
        if (cancelled != null) {
            Thread.interrupted(); // it was meant for the task
        }
    }

    synchronized boolean isRunning(int stage) {
        return task != null && task.attempt().stage().number() == stage;
    }

    synchronized void throwIfCancelled() {
        if (cancelled != null) {
            throw new TidewheelException(Kind.CANCELLED, describe() + " was cancelled: " + cancelled);
        }
    }

    /** What the caller of the job gets: the last cause, with its place. */
    TidewheelException failed(TaskAttempt attempt, String position, Throwable cause) {
        String where = describe() + " failed: stage " + attempt.stage().number() + ", partition "
                + attempt.partition() + ", attempt " + attempt.attempt()
                + (position.isEmpty() ? "" : ", at " + position);
        return failed(where, cause);
    }

    TidewheelException failed(Stage stage, String what, Throwable cause) {
        return failed(describe() + " failed: " + stage.id() + ", " + what, cause);
    }

    private static TidewheelException failed(String where, Throwable cause) {
        if (cause instanceof TidewheelException known) {
            return new TidewheelException(known.kind(), where + ": " + known.getMessage(), cause);
        }
        return new TidewheelException(Kind.USER_FUNCTION, where + " threw " + cause, cause);
    }

    private String describe() {
        return "job " + job + " (" + (options.description().isEmpty() ? action : options.description()) + ")";
    }
}
