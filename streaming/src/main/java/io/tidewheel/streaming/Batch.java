package io.tidewheel.streaming;

import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.task.BatchParameters;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.time.Instant;

/**
 * A micro-batch as user code may know it.
 *
 * @param id from 0, without gaps; the same in a replay
 * @param time what the time is, for the whole batch; never before that of the batch before, the same in a replay
 */
public record Batch(long id, Instant time) {
    static Batch of(long id, long timeMillis) {
        return new Batch(id, Instant.ofEpochMilli(timeMillis));
    }

    /**
     * The batch that the calling function runs in: what it asks instead of the clock.
     *
     * @throws TidewheelException (USER_FUNCTION) if it does not run in one
     */
    public static Batch current() {
        TaskContext task = CurrentTask.get();
        BatchScope scope = task == null ? null : BatchParameters.batchOf(task);
        if (scope == null) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "Batch.current() was called outside of a function of a stream: in forEachBatch the batch is an"
                            + " argument, and a job that is to be a batch too has none, but takes times from its rows");
        }
        return of(scope.batchId(), scope.batchTimeMillis());
    }
}
