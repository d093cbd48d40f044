package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.streaming.state.UpdateFunction;

/**
 * Calls a function for each key that comes, with its values, and then for all others of which something is kept; gives
 * every key with what is kept of it then. A pure function of the state before the batch and of the rows.
 *
 * @param results under which number tasks leave a {@link StateOutcome}
 */
public record UpdateStateStep(
        String operator, int keyGroups, int partitions, UpdateFunction<Object, Object> function, long results)
        implements Step.Whole {
    @Override
    public String name() {
        return "state '" + operator + "' of all keys";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return new UpdateStateCursor(this, up, context);
    }
}
