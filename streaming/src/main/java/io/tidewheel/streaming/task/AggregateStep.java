package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.MapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Merges what a batch has made of each key into the key's state, and gives the key with its new result. A pure function
 * of the state before the batch and of the rows: what it changes, it leaves as a side result.
 *
 * @param combiner of the exchange before, which gives each key once with an accumulator
 * @param finish makes the result of an accumulator, without changing it
 * @param results under which number tasks leave a {@link StateOutcome}
 */
public record AggregateStep(
        String operator,
        int keyGroups,
        Combiner combiner,
        MapFunction<@Nullable Object, @Nullable Object> finish,
        long results)
        implements Step.Whole {
    @Override
    public String name() {
        return "state '" + operator + "'";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return new AggregateCursor(this, up, context);
    }
}
