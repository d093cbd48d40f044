package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;

/**
 * The panes that make up a window: which they are comes with each run.
 *
 * @param window by which they are found among the run's parameters
 */
public record PaneSource(String window, String described, int partitions) implements Source {
    @Override
    public String describe() {
        return described;
    }

    @Override
    public Cursor open(int partition, TaskContext context) throws Exception {
        return BatchParameters.panes(context, window).open(partition, context);
    }
}
