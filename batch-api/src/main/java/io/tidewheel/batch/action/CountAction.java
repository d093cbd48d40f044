package io.tidewheel.batch.action;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** How many rows; where the cursor knows, none is read. */
record CountAction() implements Action<Long> {
    private static final Action<Long> READING =
            new SinkAction<>("count", RowSinks.Counted.class, Actions.Unused.UNUSED);

    @Override
    public String name() {
        return READING.name();
    }

    @Override
    public @Nullable Long run(Cursor rows, TaskContext context) throws Exception {
        long known = rows.knownRows();
        return known >= 0 ? Long.valueOf(known) : READING.run(rows, context);
    }
}
