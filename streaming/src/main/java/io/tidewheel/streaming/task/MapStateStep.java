package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.streaming.state.StateFunction;

/**
 * Calls a function for each value with what is kept of its key, and then for the keys that have waited too long. A pure
 * function of the state before the batch, of the rows and of the batch's time.
 *
 * @param operator its state
 * @param timers its other state: when keys time out
 * @param timeoutMillis 0 for never
 * @param snapshots it also gives, behind its own rows, all keys with their state as {@link StateRow}s
 * @param results under which number tasks leave a {@link StateOutcome} for each of the two
 */
public record MapStateStep(
        String operator,
        String timers,
        int keyGroups,
        int partitions,
        StateFunction<Object, Object, Object, Object> function,
        long timeoutMillis,
        boolean snapshots,
        long results)
        implements Step.Whole {
    @Override
    public String name() {
        return "state '" + operator + "'" + (timeoutMillis == 0 ? "" : " for " + timeoutMillis + " ms");
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return new MapStateCursor(this, up, context);
    }
}
