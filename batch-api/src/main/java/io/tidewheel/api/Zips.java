package io.tidewheel.api;

import io.tidewheel.batch.action.Actions;
import io.tidewheel.batch.step.PartitionSteps;
import io.tidewheel.batch.step.Zippers;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.CrossNode;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.RegroupNode;
import io.tidewheel.engine.plan.ZipNode;
import io.tidewheel.engine.plan.Zipper;
import io.tidewheel.function.ZipPartitionsFunction;
import java.util.List;
import java.util.stream.IntStream;

/** Rows brought together by their place. */
final class Zips {
    private Zips() {}

    static PlanNode zip(Dataset<?> left, Dataset<?> right) {
        return zipped("zip", left, right, Zippers.rows());
    }

    static PlanNode partitions(Dataset<?> left, Dataset<?> right, ZipPartitionsFunction<?, ?, ?> function) {
        return zipped("zipPartitions", left, right, Zippers.partitions(function));
    }

    private static PlanNode zipped(String operation, Dataset<?> left, Dataset<?> right, Zipper zipper) {
        left.sameSession(right);
        Checks.argument(
                left.partitionCount() == right.partitionCount(),
                "%s of %s with %s partitions and %s with %s: both must have equally many; repartition does not keep"
                        + " rows in their place, so key both by their number (zipWithIndex) and join them",
                operation,
                left,
                left.partitionCount(),
                right,
                right.partitionCount());
        return new ZipNode(left.node(), right.node(), zipper, Layout.UNKNOWN);
    }

    static PlanNode withIndex(Dataset<?> rows) {
        int partitions = rows.partitionCount();
        if (partitions <= 1) {
            return rows.then(PartitionSteps.zipWithIndex());
        }
        List<List<Integer>> allButTheLast =
                IntStream.range(0, partitions - 1).mapToObj(List::of).toList();
        Computed<long[]> starts = new Computed<>(
                rows.jobs().nextId(),
                "first number of each partition for zipWithIndex",
                new RegroupNode(rows.node(), allButTheLast, Layout.UNKNOWN),
                Actions.count(),
                Zips::starts);
        return rows.then(PartitionSteps.zipWithIndex(starts.id()), starts);
    }

    /** @param counts of all partitions but the last */
    private static long[] starts(List<?> counts) {
        long[] starts = new long[counts.size() + 1];
        for (int p = 1; p < starts.length; p++) {
            starts[p] = starts[p - 1] + (Long) counts.get(p - 1);
        }
        return starts;
    }

    static PlanNode cartesian(Dataset<?> left, Dataset<?> right) {
        left.sameSession(right);
        return new CrossNode(left.node(), right.node(), Zippers.cartesian());
    }
}
