package io.tidewheel.api;

import io.tidewheel.batch.action.Actions;
import io.tidewheel.batch.step.PartitionSteps;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.ReduceFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Actions that make one value of all rows: a result for each partition, merged by the driver in their order. */
final class Folds {
    static final int TREE_DEPTH = 2;

    private Folds() {}

    static <T> T reduce(Dataset<T> rows, ReduceFunction<T> function) {
        return reduced("reduce", rows, rows.run(Actions.reduce(function)), function);
    }

    /** @param parts of each partition one element, or none */
    static <T> T reduced(String operation, Rows<?> rows, List<@Nullable List<T>> parts, ReduceFunction<T> function) {
        List<T> found = parts.stream()
                .flatMap(part -> Objects.requireNonNull(part).stream())
                .toList();
        if (found.isEmpty()) {
            throw empty(operation, rows);
        }
        return merged(operation, rows, found, function);
    }

    static TidewheelException empty(String operation, Rows<?> rows) {
        return new TidewheelException(
                Kind.BAD_DATA,
                operation + " of " + rows + ": it has no elements, and " + operation
                        + " of nothing has no result; ask isEmpty() first, or use fold, whose zero it is");
    }

    /** @param parts at least one */
    static <T> T merged(String operation, Rows<?> rows, List<T> parts, ReduceFunction<T> function) {
        T result = parts.get(0);
        try (Merges.Merge merge = rows.jobs().merge(operation)) {
            for (T part : parts.subList(1, parts.size())) {
                merge.check();
                try {
                    result = function.reduce(result, part);
                } catch (Exception e) {
                    throw merge.failed("the function of " + operation, e);
                }
            }
        }
        return result;
    }

    static <T> T fold(Dataset<T> rows, T zero, ReduceFunction<T> function) {
        Given.function("fold", function);
        return merged("fold", rows, begun(rows.session().copy(zero), rows.run(Actions.fold(zero, function))), function);
    }

    static <T> T foldFrom(Dataset<T> rows, CreateFunction<T> zero, ReduceFunction<T> function) {
        Given.function("foldFrom", zero);
        Given.function("foldFrom", function);
        List<T> parts = rows.run("foldFrom", Actions.foldFrom(zero, function));
        return merged("foldFrom", rows, begun(created("foldFrom", zero), parts), function);
    }

    static <A, T> A aggregate(Dataset<T> rows, A zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge) {
        Given.function("aggregate", merge);
        return merged(
                "aggregate", rows, begun(rows.session().copy(zero), rows.run(Actions.aggregate(zero, add))), merge);
    }

    static <A, T> A aggregateFrom(
            Dataset<T> rows, CreateFunction<A> zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge) {
        Given.function("aggregateFrom", zero);
        Given.function("aggregateFrom", merge);
        List<A> parts = rows.run("aggregateFrom", Actions.aggregateFrom(zero, add));
        return merged("aggregateFrom", rows, begun(created("aggregateFrom", zero), parts), merge);
    }

    /** What is merged: a zero of the driver's own, and the results of partitions. */
    private static <A> List<A> begun(A zero, List<A> parts) {
        List<A> all = new ArrayList<>(parts.size() + 1);
        all.add(zero);
        all.addAll(parts);
        return all;
    }

    /** @param rows of the aggregator's values */
    static <V, R> R aggregated(String operation, Rows<?> rows, Aggregator<V, ?, R> aggregator) {
        Given.argument(operation, "aggregator", aggregator);
        return finished(operation, rows, ComposedAggregators.<V, R>hidden(aggregator));
    }

    private static <V, R> R finished(String operation, Rows<?> rows, Aggregator<V, Object, R> aggregator) {
        List<@Nullable Object> parts = rows.run(
                operation, Actions.aggregateFrom(aggregator::create, (MergeFunction<Object, V>) aggregator::add));
        try (Merges.Merge merge = rows.jobs().merge(operation)) {
            try {
                Object accumulator = aggregator.create();
                for (Object part : parts) {
                    merge.check();
                    accumulator = aggregator.merge(accumulator, Objects.requireNonNull(part));
                }
                return aggregator.finish(accumulator);
            } catch (TidewheelException e) {
                throw e;
            } catch (Exception e) {
                throw merge.failed("the aggregator of " + operation, e);
            }
        }
    }

    private static <A> A created(String operation, CreateFunction<A> zero) {
        try {
            return zero.create();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TidewheelException(
                    Kind.CANCELLED, operation + " was cancelled: the calling thread was interrupted", e);
        } catch (Exception e) {
            throw new TidewheelException(
                    Kind.USER_FUNCTION, "making the zero value of " + operation + " failed on the driver: " + e, e);
        }
    }

    static <T> T treeReduce(Dataset<T> rows, ReduceFunction<T> function, int depth) {
        Given.function("treeReduce", function);
        Dataset<T> partial = rows.<List<T>>derive(PartitionSteps.resultOf(Actions.reduce(function)))
                .flatMap(found -> found);
        Dataset<T> few = Trees.merged(partial, UnaryOperator.identity(), function, depth);
        return reduced("treeReduce", rows, few.run("treeReduce", Actions.reduce(function)), function);
    }

    static <A, T> A treeAggregate(
            Dataset<T> rows, A zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge, int depth) {
        Given.function("treeAggregate", add);
        Given.function("treeAggregate", merge);
        List<A> few = treeAggregated(
                "treeAggregate", rows, Actions.aggregate(zero, add), Actions.fold(zero, merge), merge, depth);
        return merged("treeAggregate", rows, begun(rows.session().copy(zero), few), merge);
    }

    static <A, T> A treeAggregateFrom(
            Dataset<T> rows,
            CreateFunction<A> zero,
            MergeFunction<A, ? super T> add,
            ReduceFunction<A> merge,
            int depth) {
        Given.function("treeAggregateFrom", zero);
        Given.function("treeAggregateFrom", add);
        Given.function("treeAggregateFrom", merge);
        List<A> few = treeAggregated(
                "treeAggregateFrom",
                rows,
                Actions.aggregateFrom(zero, add),
                Actions.foldFrom(zero, merge),
                merge,
                depth);
        return merged("treeAggregateFrom", rows, begun(created("treeAggregateFrom", zero), few), merge);
    }

    /** @param begin what is done to the results of partitions before each round, and before the driver's */
    private static <A> List<A> treeAggregated(
            String operation, Dataset<?> rows, Action<A> add, Action<A> begin, ReduceFunction<A> merge, int depth) {
        UnaryOperator<Dataset<A>> begun = parts -> parts.derive(PartitionSteps.resultOf(begin));
        return Trees.merged(rows.<A>derive(PartitionSteps.resultOf(add)), begun, merge, depth)
                .run(operation, begin);
    }

    static <T> T extreme(Dataset<T> rows, String operation, Order<? super T> order) {
        Given.argument(operation, "order", order);
        ReduceFunction<T> smaller = (left, right) -> order.compare(left, right) <= 0 ? left : right;
        return reduced(operation, rows, rows.run(operation, Actions.reduce(smaller)), smaller);
    }

    static <K> Map<K, Long> counts(List<@Nullable Map<K, Long>> parts) {
        Map<K, Long> counts = new HashMap<>();
        for (Map<K, Long> part : parts) {
            Objects.requireNonNull(part).forEach((key, count) -> counts.merge(key, count, Long::sum));
        }
        return counts;
    }

    static <K, V> Map<K, V> lastOfEach(List<@Nullable Map<K, V>> parts) {
        Map<K, V> last = new HashMap<>();
        parts.forEach(part -> last.putAll(Objects.requireNonNull(part)));
        return last;
    }
}
