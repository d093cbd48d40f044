package io.tidewheel.engine.task;

import org.jspecify.annotations.Nullable;

/**
 * The task attempt that the calling thread runs, for user code that has no context at hand: accumulators, broadcasts.
 * A backend sets it around each attempt, on the thread that runs it.
 */
public final class CurrentTask {
    private static final ThreadLocal<@Nullable TaskContext> CURRENT = new ThreadLocal<>();

    private CurrentTask() {}

    /** Null on the driver. */
    public static @Nullable TaskContext get() {
        return CURRENT.get();
    }

    public static void set(TaskContext context) {
        CURRENT.set(context);
    }

    /** {@link TaskContext#checkCancelled}, for loops that have no context at hand; nothing on the driver. */
    public static void checkCancelled() {
        TaskContext task = CURRENT.get();
        if (task != null) {
            task.checkCancelled();
        }
    }

    public static void clear() {
        CURRENT.remove();
    }
}
