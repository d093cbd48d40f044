package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;

/**
 * Lets all rows through, in one attempt at one batch: a dataset that outlives it would have those of another.
 *
 * @param run the number of the attempt, as the run's parameters have it
 */
public record OneBatchStep(long run) implements Step.Whole {
    @Override
    public String name() {
        return "rows of one batch";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        if (context.parameters().run() != run) {
            throw BatchParameters.outside("its batch is over");
        }
        return up;
    }
}
