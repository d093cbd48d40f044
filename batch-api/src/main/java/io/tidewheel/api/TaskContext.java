package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.USER_FUNCTION;

import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.error.TidewheelException;
import org.jspecify.annotations.Nullable;

/** What a function may know of the task it runs in. Used by the task's own thread. */
public final class TaskContext {
    /** Runs when a task attempt ends: with null if it succeeded, else with what it failed of. */
    @FunctionalInterface
    public interface Completion {
        void completed(@Nullable Throwable failure) throws Exception;
    }

    private final io.tidewheel.engine.task.TaskContext task;

    private TaskContext(io.tidewheel.engine.task.TaskContext task) {
        this.task = task;
    }

    /** @throws TidewheelException (USER_FUNCTION) if the calling thread runs no task, as on the driver */
    public static TaskContext current() {
        io.tidewheel.engine.task.TaskContext task = CurrentTask.get();
        if (task == null) {
            throw new TidewheelException(
                    USER_FUNCTION,
                    "TaskContext.current() was called by thread '"
                            + Thread.currentThread().getName()
                            + "', which runs no task; call it inside a function of a dataset, on the thread that runs it");
        }
        return new TaskContext(task);
    }

    /** True where {@link #current} would not fail. */
    public static boolean isInTask() {
        return CurrentTask.get() != null;
    }

    /** From 0. */
    public int partition() {
        return task.partition();
    }

    /** 0 for the first attempt at this partition, 1 for the first retry. */
    public int attempt() {
        return task.attempt().attempt();
    }

    /** "stage 3". */
    public String stage() {
        return task.attempt().stage().toString();
    }

    /** True once the job was cancelled or the result is not needed any more: long loops of your own should end then. */
    public boolean isCancelled() {
        return task.isCancelled();
    }

    /** Registers what to do when this attempt ends, on this thread; the last registered runs first. */
    public void onCompletion(Completion completion) {
        Given.function("onCompletion", completion);
        task.onCompletion(completion::completed);
    }

    @Override
    public String toString() {
        return task.attempt().toString();
    }
}
