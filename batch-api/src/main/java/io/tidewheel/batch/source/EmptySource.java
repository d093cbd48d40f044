package io.tidewheel.batch.source;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.EmptyCursor;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;

/** No partition, no row. */
public record EmptySource() implements Source {
    @Override
    public int partitions() {
        return 0;
    }

    @Override
    public String describe() {
        return "nothing";
    }

    @Override
    public Cursor open(int partition, TaskContext context) {
        return EmptyCursor.EMPTY;
    }
}
