package io.tidewheel.api;

import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.exchange.RangePartitioner;
import io.tidewheel.engine.exchange.RowOrder;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of one sort, by bounds that are computed when they are first needed. Tasks are told the bounds; the driver
 * may ask for them. Equal only to the ranges of the same sort. Thread-safe.
 */
final class SortRanges<K> implements KeyPartitioner<K>, Partitioner {
    private static final long serialVersionUID = 1L;

    private final RangePartitioner ranges;
    private final transient @Nullable Computed<Object[]> bounds; // null where it has travelled to
    private final transient @Nullable JobRunner jobs; // likewise
    private transient volatile Object @Nullable [] found; // the bounds, once the driver asked

    SortRanges(JobRunner jobs, Computed<Object[]> bounds, RowOrder order, int partitions) {
        this.ranges = new RangePartitioner(bounds.id(), order, partitions);
        this.bounds = bounds;
        this.jobs = jobs;
    }

    @Override
    public int partitions() {
        return ranges.partitions();
    }

    @Override
    public Split open(TaskContext context) {
        return ranges.open(context);
    }

    @Override
    public int partition(K key) {
        driver().checkUsable("the partitioner " + this); // in tasks always an error, not only until somebody asked
        Object[] known = found;
        if (known == null) {
            known = driver().value(bounds());
            found = known;
        }
        try {
            return ranges.split(known).partition(key, 0);
        } catch (Exception e) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "the order of the sort that made " + this + " cannot tell where key " + key + " is: " + e
                            + "; ask for keys that it can compare",
                    e);
        }
    }

    RangePartitioner ranges() {
        return ranges;
    }

    /** What a plan needs in which rows are placed by these ranges. On the driver. */
    Computed<Object[]> bounds() {
        if (bounds == null) {
            throw elsewhere();
        }
        return bounds;
    }

    /** Whose session's bounds they are. On the driver. */
    JobRunner driver() {
        if (jobs == null) {
            throw elsewhere();
        }
        return jobs;
    }

    private TidewheelException elsewhere() {
        return new TidewheelException(
                Kind.USER_FUNCTION,
                "the partitioner " + this + " was used inside a function; what a sort computed is known on the driver"
                        + " only: ask it there and let the function use the answer");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SortRanges<?> that && that.jobs == jobs && that.ranges.equals(ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    @Override
    public String toString() {
        return "range(" + partitions() + ")";
    }
}
