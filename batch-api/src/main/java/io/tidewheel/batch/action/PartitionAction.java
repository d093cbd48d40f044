package io.tidewheel.batch.action;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.CursorIterator;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.ForEachFunction;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

record PartitionAction<T>(ForEachFunction<Iterator<T>> function) implements Action<Void> {
    PartitionAction {
        Given.function("forEachPartition", function);
    }

    @Override
    public String name() {
        return "forEachPartition";
    }

    @Override
    @SuppressWarnings("unchecked") // a dataset of T gives rows of T
    public @Nullable Void run(Cursor rows, TaskContext context) throws Exception {
        function.accept((Iterator<T>) new CursorIterator(rows));
        return null;
    }
}
