package io.tidewheel.api;

import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.RegroupNode;
import io.tidewheel.engine.plan.UnionNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Other numbers of partitions for the same rows. */
final class Regroups {
    private Regroups() {}

    static PlanNode coalesce(PlanNode node, int partitions) {
        Checks.partitions("coalesce", partitions);
        int before = node.partitionCount();
        if (partitions >= before) {
            return node;
        }
        List<List<Integer>> groups = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            int from = (int) ((long) p * before / partitions);
            int until = (int) ((p + 1L) * before / partitions);
            groups.add(IntStream.range(from, until).boxed().toList());
        }
        return new RegroupNode(node, groups, Layout.UNKNOWN);
    }

    /**
     * The rows of all, one after the other; if all are placed by one partitioner, partition by partition, so that what
     * needs equal keys together finds them so.
     */
    static PlanNode union(List<PlanNode> nodes) {
        PlanNode all = new UnionNode(nodes);
        Partitioner shared = nodes.get(0).layout().partitioner();
        if (shared == null || !nodes.stream().allMatch(node -> node.layout().isPartitionedBy(shared))) {
            return all;
        }
        int partitions = shared.partitions();
        List<List<Integer>> groups = IntStream.range(0, partitions)
                .mapToObj(p -> IntStream.range(0, nodes.size())
                        .mapToObj(member -> member * partitions + p)
                        .toList())
                .toList();
        return new RegroupNode(all, groups, new Layout(shared, false));
    }

    static PlanNode repartition(PlanNode node, int partitions) {
        Checks.partitions("repartition", partitions);
        return new ExchangeNode(node, Exchange.inTurn(partitions), Layout.UNKNOWN, List.of());
    }
}
