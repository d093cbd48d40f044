package io.tidewheel.api;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import io.tidewheel.codec.LentValues;
import io.tidewheel.engine.task.CurrentTask;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.ReduceFunction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Aggregators that keep values: one, the first few of an order, or all. */
final class ValueAggregators {
    private static final int NONE = 0;

    private ValueAggregators() {}

    /** Of no values the accumulator is empty; of one or more it is an array of one, because a value may be null. */
    private interface AtMostOne<V> extends Aggregator<V, @Nullable Object[], @Nullable V> {
        @Override
        default @Nullable Object[] create() {
            return new @Nullable Object[NONE];
        }

        @Override
        default @Nullable Object[] merge(@Nullable Object[] left, @Nullable Object[] right) throws Exception {
            return right.length == NONE ? left : add(left, ValueAggregators.<V>only(right));
        }

        @Override
        default @Nullable V finish(@Nullable Object[] kept) {
            return kept.length == NONE ? null : ValueAggregators.<V>only(kept);
        }
    }

    /** The first in an order. */
    record Least<V>(Order<? super V> order) implements AtMostOne<V> {
        Least {
            Objects.requireNonNull(order, "order");
        }

        @Override
        public @Nullable Object[] add(@Nullable Object[] least, V value) {
            if (least.length == NONE) {
                order.compare(value, value); // complains of a null now, as it would of the next
                return new @Nullable Object[] {kept(value)};
            }
            if (order.compare(value, ValueAggregators.<V>only(least)) < 0) {
                least[0] = kept(value);
            }
            return least;
        }
    }

    /** Everything reduced to one value. The function may change the first one it is given: that one is a copy. */
    record Reduced<V>(ReduceFunction<V> function) implements AtMostOne<V> {
        Reduced {
            Objects.requireNonNull(function, "function");
        }

        @Override
        public @Nullable Object[] add(@Nullable Object[] reduced, V value) throws Exception {
            if (reduced.length == NONE) {
                io.tidewheel.engine.task.TaskContext task = CurrentTask.get();
                return new @Nullable Object[] {
                    task == null ? value : task.codecs().copy(value)
                };
            }
            reduced[0] = kept(function.reduce(ValueAggregators.<V>only(reduced), value));
            return reduced;
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // only values were put in
    private static <V> V only(@Nullable Object[] accumulator) {
        return (V) accumulator[0];
    }

    @SuppressWarnings("unchecked") // a list stands for values that were iterable
    private static <V> V kept(V value) {
        return (V) LentValues.kept(value);
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
            top.add(from, kept(value));
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

    /** What is made of a collection of the values. */
    record Gathered<V, C extends Collection<V>, R>(CreateFunction<C> empty, MapFunction<C, R> finisher)
            implements Aggregator<V, C, R> {
        @Override
        public C create() throws Exception {
            return empty.create();
        }

        @Override
        public C add(C values, V value) {
            values.add(kept(value));
            return values;
        }

        @Override
        public C merge(C left, C right) {
            left.addAll(right);
            return left;
        }

        @Override
        public R finish(C values) throws Exception {
            return finisher.map(values);
        }
    }

    /** All of them, in their order. */
    static <V> Gathered<V, List<V>, List<V>> listed() {
        return new Gathered<>(
                () -> new ArrayList<>(4), values -> Collections.unmodifiableList(new ArrayList<>(values)));
    }

    /** What is made of the set of values. */
    static <V, R> Gathered<V, Set<V>, R> distinct(MapFunction<Set<V>, R> finisher) {
        return new Gathered<>(() -> new LinkedHashSet<>(4), finisher);
    }

    static <V> Set<V> unmodifiable(Set<V> values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }
}
