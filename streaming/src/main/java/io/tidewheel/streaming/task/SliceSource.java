package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;

/** What a batch has stored, for whoever looks back at it as long as it is there. */
public record SliceSource(StoredRuns batch, String described, int partitions) implements Source {
    @Override
    public String describe() {
        return described;
    }

    @Override
    public Cursor open(int partition, TaskContext context) throws Exception {
        return batch.open(partition, context);
    }
}
