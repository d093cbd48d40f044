package io.tidewheel.engine.operator;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.KeyedSorts;
import io.tidewheel.engine.exchange.RowOrder;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;

/** Sorts keyed rows by key, within each partition; stable. */
public record SortStep(RowOrder keyOrder) implements Step.Whole {
    @Override
    public String name() {
        return "sort";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return KeyedSorts.byKey(up, keyOrder, context);
    }
}
