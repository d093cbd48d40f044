package io.tidewheel.api;

import io.tidewheel.batch.action.ReservoirAction;
import io.tidewheel.batch.step.PairSteps;
import io.tidewheel.batch.step.RangeStep;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.exchange.HashPartitioner;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.exchange.RowOrder;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in the order of their keys, over all partitions or within each. */
final class Sorts {
    /** So many sampled keys for each range make ranges of nearly equal size. */
    private static final int SAMPLES_PER_RANGE = 60;

    private static final int MOST_SAMPLES = 1_000_000;

    private Sorts() {}

    static PlanNode byKey(String operation, KeyedDataset<?, ?> rows, Order<?> order, int partitions) {
        Given.argument(operation, "order", order);
        Checks.partitions("sort", partitions);
        RowOrder rowOrder = order.rows();
        if (partitions == 1) {
            return sorted(rows.node(), new HashPartitioner(1), rowOrder);
        }
        int inputs = Math.max(1, rows.partitionCount());
        long samples = Math.min((long) SAMPLES_PER_RANGE * partitions, MOST_SAMPLES);
        int perPartition = (int) ((samples + inputs - 1) / inputs);
        Computed<Object[]> bounds = new Computed<>(
                rows.jobs().nextId(),
                "bounds of " + partitions + " ranges for " + operation,
                rows.node(),
                new ReservoirAction(perPartition, Rows.DEFAULT_SEED),
                new RangeBounds(operation, rowOrder, partitions));
        return sorted(rows.node(), new SortRanges<>(rows.jobs(), bounds, rowOrder, partitions), rowOrder);
    }

    static PlanNode withinPartitions(KeyedDataset<?, ?> rows, KeyPartitioner<?> partitioner, Order<?> order) {
        Given.argument("repartitionAndSortWithinPartitions", "order", order);
        return sorted(rows.node(), KeyPartitioners.forEngine(rows, partitioner), order.rows());
    }

    static PlanNode between(KeyedDataset<?, ?> rows, @Nullable Object from, @Nullable Object to, Order<?> order) {
        Given.argument("filterByRange", "order", order);
        RowOrder keys = order.rows();
        PlanNode node = rows.node();
        Layout layout = node.layout();
        if (layout.partitioner() instanceof SortRanges<?> sorted
                && sorted.ranges().order().equals(keys)) {
            node = new NarrowNode(
                    node, new RangeStep(sorted.ranges(), from, to), layout, KeyPartitioners.needs(sorted));
        }
        Step between = PairSteps.filter((key, value) -> keys.compare(from, key) <= 0 && keys.compare(key, to) <= 0);
        return new NarrowNode(node, between, layout, List.of());
    }

    private static PlanNode sorted(PlanNode node, Partitioner partitioner, RowOrder order) {
        return Keying.exchanged(node, Exchange.sorted(partitioner, order), new Layout(partitioner, false));
    }
}
