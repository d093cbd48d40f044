package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.ReduceFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Aggregators that keep values: one, the first few of an order, or all. */
final class ValueAggregators {
    /** The accumulator of no values; of one or more it is an array of one, because a value may be null. */
    private static final int NONE = 0;

    private ValueAggregators() {}

    /** The first in an order. */
    record Least<V>(Order<? super V> order) implements Aggregator<V, @Nullable Object[], @Nullable V> {
        Least {
            Objects.requireNonNull(order, "order");
        }

        @Override
        public @Nullable Object[] create() {
            return new @Nullable Object[NONE];
        }

        @Override
        public @Nullable Object[] add(@Nullable Object[] least, V value) {
            if (least.length == NONE) {
                order.compare(value, value); // complains of a null now, as it would of the next
                return new @Nullable Object[] {value};
            }
            if (order.compare(value, ValueAggregators.<V>only(least)) < 0) {
                least[0] = value;
            }
            return least;
        }

        @Override
        public @Nullable Object[] merge(@Nullable Object[] left, @Nullable Object[] right) {
            return right.length == NONE ? left : add(left, ValueAggregators.<V>only(right));
        }

        @Override
        public @Nullable V finish(@Nullable Object[] least) {
            return least.length == NONE ? null : ValueAggregators.<V>only(least);
        }
    }

    /** Everything reduced to one value. The function may change the first one it is given: that one is a copy. */
    record Reduced<V>(ReduceFunction<V> function) implements Aggregator<V, @Nullable Object[], @Nullable V> {
        Reduced {
            Objects.requireNonNull(function, "function");
        }

        @Override
        public @Nullable Object[] create() {
            return new @Nullable Object[NONE];
        }

        @Override
        public @Nullable Object[] add(@Nullable Object[] reduced, V value) throws Exception {
            if (reduced.length == NONE) {
                io.tidewheel.engine.task.TaskContext task = CurrentTask.get();
                return new @Nullable Object[] {
                    task == null ? value : task.codecs().copy(value)
                };
            }
            reduced[0] = function.reduce(ValueAggregators.<V>only(reduced), value);
            return reduced;
        }

        @Override
        public @Nullable Object[] merge(@Nullable Object[] left, @Nullable Object[] right) throws Exception {
            return right.length == NONE ? left : add(left, ValueAggregators.<V>only(right));
        }

        @Override
        public @Nullable V finish(@Nullable Object[] reduced) {
            return reduced.length == NONE ? null : ValueAggregators.<V>only(reduced);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // only values were put in
    private static <V> V only(@Nullable Object[] accumulator) {
        return (V) accumulator[0];
    }

    /** The first n in an order; equal ones in the order in which they came. The accumulator is always sorted. */
    record Top<V>(int n, Order<? super V> order) implements Aggregator<V, List<V>, List<V>> {
        Top {
            Objects.requireNonNull(order, "order");
            if (n < 0) {
                throw new TidewheelException(CONFIGURATION, "topN takes a number >= 0, but it is " + n);
            }
        }

        @Override
        public List<V> create() {
            return new ArrayList<>();
        }

        @Override
        public List<V> add(List<V> top, V value) {
            int size = top.size();
            if (size == n) {
                if (n == 0 || order.compare(value, top.get(n - 1)) >= 0) {
                    return top;
                }
                top.remove(n - 1);
            }
            int from = 0;
            int to = top.size();
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (order.compare(value, top.get(middle)) < 0) {
                    to = middle;
                } else {
                    from = middle + 1;
                }
            }
            top.add(from, value);
            return top;
        }

        @Override
        public List<V> merge(List<V> left, List<V> right) {
            for (V value : right) {
                add(left, value);
            }
            return left;
        }

        @Override
        public List<V> finish(List<V> top) {
            return Collections.unmodifiableList(new ArrayList<>(top));
        }
    }

    record Listed<V>() implements Aggregator<V, List<V>, List<V>> {
        @Override
        public List<V> create() {
            return new ArrayList<>(4);
        }

        @Override
        public List<V> add(List<V> values, V value) {
            values.add(value);
            return values;
        }

        @Override
        public List<V> merge(List<V> left, List<V> right) {
            left.addAll(right);
            return left;
        }

        @Override
        public List<V> finish(List<V> values) {
            return Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    /** What is made of the set of values. */
    record Distinct<V, R>(MapFunction<Set<V>, R> finisher) implements Aggregator<V, Set<V>, R> {
        @Override
        public Set<V> create() {
            return new LinkedHashSet<>(4);
        }

        @Override
        public Set<V> add(Set<V> values, V value) {
            values.add(value);
            return values;
        }

        @Override
        public Set<V> merge(Set<V> left, Set<V> right) {
            left.addAll(right);
            return left;
        }

        @Override
        public R finish(Set<V> values) throws Exception {
            return finisher.map(values);
        }
    }

    static <V> Set<V> unmodifiable(Set<V> values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }
}
