package io.tidewheel.engine.exchange;

import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Spreads keys by an order: the bounds, at most {@code partitions - 1} keys in ascending order, are an {@code Object[]}
 * that a sub-plan computed; a key goes to the first partition whose bound is not before it, or to the last.
 *
 * @param computedId names the bounds in the task's context, and this partitioner: two of one id are equal
 */
public record RangePartitioner(long computedId, RowOrder order, int partitions) implements Partitioner {
    public RangePartitioner {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be >= 1, but is " + partitions);
        }
    }

    @Override
    public Split open(TaskContext context) {
        return split((Object[]) context.computed(computedId));
    }

    /** By bounds that are at hand. */
    public Split split(@Nullable Object[] bounds) {
        return RangeSplit.of(bounds, order);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangePartitioner that && that.computedId == computedId && that.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(computedId) + partitions;
    }

    @Override
    public String toString() {
        return "range";
    }
}
