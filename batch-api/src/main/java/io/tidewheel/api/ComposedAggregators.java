package io.tidewheel.api;

import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.MapFunction;
import java.util.List;
import java.util.Objects;

/** Aggregators made of others. */
final class ComposedAggregators {
    private ComposedAggregators() {}

    /** Adds values in its own way, and leaves the rest to another aggregator. */
    private interface Wrapping<V, U, A, R> extends Aggregator<V, A, R> {
        Aggregator<U, A, R> of();

        @Override
        default A create() throws Exception {
            return of().create();
        }

        @Override
        default A merge(A left, A right) throws Exception {
            return of().merge(left, right);
        }

        @Override
        default R finish(A accumulator) throws Exception {
            return of().finish(accumulator);
        }
    }

    record Mapping<V, U, A, R>(MapFunction<? super V, ? extends U> function, Aggregator<U, A, R> of)
            implements Wrapping<V, U, A, R> {
        Mapping {
            Objects.requireNonNull(function, "function");
            Objects.requireNonNull(of, "aggregator");
        }

        @Override
        public A add(A accumulator, V value) throws Exception {
            return of.add(accumulator, function.map(value));
        }
    }

    record Filtering<V, A, R>(FilterFunction<? super V> function, Aggregator<V, A, R> of)
            implements Wrapping<V, V, A, R> {
        Filtering {
            Objects.requireNonNull(function, "function");
            Objects.requireNonNull(of, "aggregator");
        }

        @Override
        public A add(A accumulator, V value) throws Exception {
            return function.test(value) ? of.add(accumulator, value) : accumulator;
        }
    }

    /** The accumulator has one of each. */
    record Several<V, R>(List<Aggregator<V, Object, ?>> parts, MapFunction<Object[], R> finisher)
            implements Aggregator<V, Object[], R> {
        @Override
        public Object[] create() throws Exception {
            Object[] accumulators = new Object[parts.size()];
            for (int i = 0; i < accumulators.length; i++) {
                accumulators[i] = parts.get(i).create();
            }
            return accumulators;
        }

        @Override
        public Object[] add(Object[] accumulators, V value) throws Exception {
            for (int i = 0; i < accumulators.length; i++) {
                accumulators[i] = parts.get(i).add(accumulators[i], value);
            }
            return accumulators;
        }

        @Override
        public Object[] merge(Object[] left, Object[] right) throws Exception {
            for (int i = 0; i < left.length; i++) {
                left[i] = parts.get(i).merge(left[i], right[i]);
            }
            return left;
        }

        @Override
        public R finish(Object[] accumulators) throws Exception {
            Object[] results = new Object[accumulators.length];
            for (int i = 0; i < results.length; i++) {
                results[i] = parts.get(i).finish(accumulators[i]);
            }
            return finisher.map(results);
        }
    }

    @SuppressWarnings("unchecked") // an aggregator is given only accumulators of its own
    static <V, R> Several<V, R> several(
            List<? extends Aggregator<? super V, ?, ?>> parts, MapFunction<Object[], R> finisher) {
        return new Several<>((List<Aggregator<V, Object, ?>>) (List<?>) List.copyOf(parts), finisher);
    }

    @SuppressWarnings("unchecked") // as above
    static <V, R> Aggregator<V, Object, R> hidden(Aggregator<? super V, ?, R> aggregator) {
        return (Aggregator<V, Object, R>) aggregator;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the caller knows the result of its part
    static <R> R at(Object[] results, int part) {
        return (R) results[part];
    }
}
