package io.tidewheel.api;

import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.exchange.HashPartitioner;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.operator.KeyedOperators;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Brings equal keys together: by an exchange, or where they already are. */
final class Keying {
    private Keying() {}

    static Partitioner hash(int partitions) {
        Checks.partitions("exchange by key", partitions);
        return new HashPartitioner(partitions);
    }

    /** How many partitions sorting, or a set of its elements, leaves unless told otherwise: as many as there are. */
    static int samePartitions(Rows<?> rows) {
        return Math.max(1, rows.partitionCount());
    }

    /** Where the rows lie if that is known; else by hash, in as many partitions. */
    static Partitioner samePartitioner(Rows<?> rows) {
        Partitioner existing = rows.node().layout().partitioner();
        return existing != null ? existing : new HashPartitioner(samePartitions(rows));
    }

    /** How many partitions an exchange has unless told otherwise: as many as the largest input. */
    private static int defaultPartitions(Rows<?>... inputs) {
        int configured = inputs[0].session().exchangePartitions();
        return configured > 0
                ? configured
                : Math.max(
                        1,
                        Stream.of(inputs).mapToInt(Rows::partitionCount).max().orElse(1));
    }

    /**
     * The largest partitioner that an input has, if it is not much too small for the largest input; otherwise one by
     * hash.
     */
    static Partitioner partitioner(Rows<?>... inputs) {
        for (Rows<?> input : inputs) {
            inputs[0].sameSession(input);
        }
        int wanted = defaultPartitions(inputs);
        int largest = Stream.of(inputs).mapToInt(Rows::partitionCount).max().orElse(1);
        return Stream.of(inputs)
                .map(input -> input.node().layout().partitioner())
                .filter(Objects::nonNull)
                .reduce((left, right) -> right.partitions() > left.partitions() ? right : left)
                .filter(existing -> existing.partitions() >= wanted || largest < 10L * existing.partitions())
                .orElseGet(() -> new HashPartitioner(wanted));
    }

    static PlanNode partitioned(Rows<?> rows, Partitioner partitioner) {
        return rows.node().layout().isPartitionedBy(partitioner)
                ? rows.node()
                : exchanged(rows.node(), Exchange.byKey(partitioner), new Layout(partitioner, false));
    }

    /** @param result placed by a partitioner, by which the exchange places them */
    static PlanNode exchanged(PlanNode node, Exchange exchange, Layout result) {
        Partitioner partitioner = Objects.requireNonNull(result.partitioner());
        return new ExchangeNode(node, exchange, result, KeyPartitioners.needs(partitioner));
    }

    static PlanNode combined(KeyedDataset<?, ?> rows, Combiner combiner, Partitioner partitioner) {
        Layout result = new Layout(partitioner, true);
        return rows.node().layout().isPartitionedBy(partitioner)
                ? new NarrowNode(rows.node(), KeyedOperators.combine(combiner, partitioner), result, List.of())
                : exchanged(rows.node(), Exchange.combining(partitioner, combiner), result);
    }

    static <K, V, R> KeyedDataset<K, R> aggregated(KeyedDataset<K, V> rows, Aggregator<? super V, ?, R> aggregator) {
        Given.argument("aggregate", "aggregator", aggregator);
        PlanNode combined = combined(rows, AggregatorCombiner.of(aggregator), partitioner(rows));
        @SuppressWarnings("unchecked") // the combiner gives accumulators of the aggregator
        Aggregator<V, Object, R> typed = (Aggregator<V, Object, R>) aggregator;
        return rows.<K, Object>pairs(combined).mapValues(accumulator -> typed.finish(accumulator));
    }

    /** The rows in hash order, in the partitions of {@code partitioner}. */
    static PlanNode hashOrdered(PlanNode node, Partitioner partitioner) {
        Layout wanted = new Layout(partitioner, true);
        if (!node.layout().isPartitionedBy(partitioner)) {
            return exchanged(node, Exchange.inHashOrder(partitioner), wanted);
        }
        return node.layout().hashOrdered()
                ? node
                : new NarrowNode(node, KeyedOperators.inHashOrder(), wanted, List.of());
    }

    static PlanNode grouped(KeyedDataset<?, ?> rows, Partitioner partitioner) {
        return new NarrowNode(
                hashOrdered(rows.node(), partitioner),
                KeyedOperators.group(),
                new Layout(partitioner, true),
                List.of());
    }
}
