package io.tidewheel.engine.operator;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.exchange.KeyedSorts;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;

/** Combines the values of each key of a partition that already holds all of them; in canonical order. */
record CombineStep(Combiner combiner, Partitioner partitioner) implements Step.Whole {
    @Override
    public String name() {
        return "combine";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return KeyedSorts.combined(up, combiner, partitioner, context);
    }
}
