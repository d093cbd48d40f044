package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.ReduceFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the value of each key over a window: takes away what leaves it, adds what enters, and gives all keys at each
 * slide of the batch, with the time of the slide. A pure function of the state before the batch and of the panes.
 *
 * @param operator its state, and the name of its moves among the run's parameters
 * @param filter keys of which it says false are given up; null to keep all
 * @param results under which number tasks leave a {@link StateOutcome}
 */
public record ReduceWindowSource(
        String operator,
        String described,
        int keyGroups,
        int partitions,
        long slideMillis,
        ReduceFunction<@Nullable Object> reduce,
        ReduceFunction<@Nullable Object> inverse,
        @Nullable FilterFunction2<@Nullable Object, @Nullable Object> filter,
        long results)
        implements Source {
    @Override
    public String describe() {
        return described;
    }

    @Override
    public Cursor open(int partition, TaskContext context) {
        return new ReduceWindowCursor(this, context);
    }
}
