package io.tidewheel.engine.schedule;

import io.tidewheel.engine.block.BlockLostException;
import io.tidewheel.engine.block.SpillLostException;
import io.tidewheel.engine.stage.Stage;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.NotSerializableException;

/** Turns what a task attempt threw into what the caller of the job gets: one exception, the last cause, its place. */
final class JobFailure {
    private static final String DESCRIPTORS =
            "; raise the limit on open files (ulimit -n), or run fewer tasks at once with master local[N]";

    private static final String LOSSES =
            "; what is spilled keeps getting lost: see what deletes or damages files there, or let tidewheel.local.dir name"
                    + " another disk";

    private static final int MANY_STEPS = 100;

    private static final String SHORTEN =
            "cut its lineage every few hundred steps with saveLineage(path), or cache() with" + " an action behind it";

    private JobFailure() {}

    /** Of a lineage that the calling thread could not get through. */
    static TidewheelException tooDeep(String actionName, StackOverflowError cause) {
        return new TidewheelException(
                Kind.RESOURCE,
                "'" + actionName + "' cannot be planned: its lineage is too deep for the stack of thread '"
                        + Thread.currentThread().getName() + "'; " + SHORTEN
                        + ", or give the thread a larger stack (-Xss)",
                cause);
    }

    /** Whether what the attempt read was lost. That is nobody's fault: it does not count as a failure of the task. */
    static boolean isLoss(Throwable cause) {
        return cause instanceof BlockLostException
                || cause instanceof SpillLostException
                || cause instanceof MissingInputException;
    }

    static TidewheelException of(JobRun job, TaskRun task, Throwable cause, int attempts) {
        String where = job.describe() + " failed: stage " + task.attempt.stage().number() + ", partition "
                + task.attempt.partition() + ", attempt " + task.attempt.attempt()
                + (attempts > 1 ? " (the last of " + attempts + ")" : "")
                + (task.position().isEmpty() || saysPlace(cause, task.position()) ? "" : ", at " + task.position());
        if (cause instanceof TidewheelException ours) {
            String message = String.valueOf(ours.getMessage());
            boolean advised = message.contains("ulimit") || !lacksDescriptors(cause);
            return new TidewheelException(ours.kind(), where + ": " + message + (advised ? "" : DESCRIPTORS), cause);
        }
        if (isLoss(cause)) {
            return new TidewheelException(Kind.RESOURCE, where + ": " + cause.getMessage() + LOSSES, cause);
        }
        return new TidewheelException(
                kind(cause), where + " threw " + text(cause) + advice(cause, task.stage.stage), cause);
    }

    /** Whether an error of ours begins with the place, as those of bad lines do. */
    private static boolean saysPlace(Throwable cause, String position) {
        return cause instanceof TidewheelException && text(cause).contains(": " + position + ": ");
    }

    /** What an exception says; its class if it fails to say anything. */
    static String text(Throwable cause) {
        try {
            return cause.toString();
        } catch (Throwable e) {
            return cause.getClass().getName() + " (its message cannot be had: "
                    + e.getClass().getName() + ")";
        }
    }

    private static boolean lacksDescriptors(Throwable failure) {
        return hasIoFailure(failure, "Too many open files");
    }

    private static boolean lacksSpace(Throwable failure) {
        return hasIoFailure(failure, "No space left on device");
    }

    private static boolean hasIoFailure(Throwable failure, String text) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof IOException && text(e).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private static Kind kind(Throwable cause) {
        if (cause instanceof OutOfMemoryError || lacksDescriptors(cause) || lacksSpace(cause)) {
            return Kind.RESOURCE;
        }
        boolean ours = cause.getStackTrace().length > 0
                && cause.getStackTrace()[0].getClassName().startsWith("io.tidewheel.engine.");
        return cause instanceof AssertionError && ours ? Kind.BUG : Kind.USER_FUNCTION;
    }

    private static String advice(Throwable cause, Stage stage) {
        if (cause instanceof OutOfMemoryError) {
            return "; give the JVM a larger heap (-Xmx, --driver-memory), use more partitions, or hold less in functions";
        } else if (cause instanceof StackOverflowError) {
            int steps = stage.body().size();
            return "; a function recurses too deeply, or give threads a larger stack (-Xss)"
                    + (steps < MANY_STEPS ? "" : "; the stage has " + steps + " steps: " + SHORTEN);
        } else if (cause instanceof NotSerializableException) {
            return "; make the class Serializable or create the object inside the function";
        } else if (lacksDescriptors(cause)) {
            return DESCRIPTORS;
        } else if (lacksSpace(cause)) {
            return "; free space on that disk";
        } else if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
            return "; add the jar that holds this class to the class path (--jars), or its artifact (--packages)";
        }
        return "; correct the function, or filter out the record it fails on";
    }
}
