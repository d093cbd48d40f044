package io.tidewheel.api;

import io.tidewheel.engine.exchange.RowExchange;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.RegroupNode;
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
        return new RegroupNode(node, groups);
    }

    static PlanNode repartition(PlanNode node, int partitions) {
        Checks.partitions("repartition", partitions);
        return new ExchangeNode(node, new RowExchange(partitions), Layout.UNKNOWN, List.of());
    }
}
