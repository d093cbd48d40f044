package io.tidewheel.engine.operator;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.KeyedSorts;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;

/** Sorts keyed rows by their keys' unsigned hashes, within each partition; stable. */
record HashOrderStep() implements Step.Whole {
    @Override
    public String name() {
        return "hash order";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return KeyedSorts.byHash(up, context);
    }
}
