package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;

/**
 * Reads a source's part of a batch: what splits there are comes with each run.
 *
 * @param results under which number tasks say what they have read
 */
public record StreamInput(String source, String described, int partitions, long results) implements Source {
    @Override
    public String describe() {
        return "stream '" + source + "' of " + described;
    }

    @Override
    public Cursor open(int partition, TaskContext context) {
        return new InputCursor<>(source, BatchParameters.input(context, source), partition, results, context);
    }
}
