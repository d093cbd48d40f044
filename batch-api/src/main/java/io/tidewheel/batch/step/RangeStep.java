package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.EmptyCursor;
import io.tidewheel.engine.exchange.Partitioner.Split;
import io.tidewheel.engine.exchange.RangePartitioner;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Does not read partitions in which no key between two, both included, can be. The others still have keys outside.
 *
 * @param ranges which key is in which partition of what is read
 */
public record RangeStep(
        RangePartitioner ranges,
        @Nullable Object from,
        @Nullable Object to) implements Step.Whole {
    @Override
    public String name() {
        return "skip ranges";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) throws Exception {
        Split split = ranges.open(context);
        int partition = context.partition();
        if (split.partition(from, 0) <= partition && partition <= split.partition(to, 0)) {
            return up;
        }
        up.close();
        return EmptyCursor.EMPTY;
    }
}
