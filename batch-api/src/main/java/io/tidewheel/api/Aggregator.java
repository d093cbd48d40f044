package io.tidewheel.api;

import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.ReduceFunction;
import java.io.Serializable;

/**
 * Makes one result of many values, in parts: values are added to accumulators, accumulators are merged, the last one is
 * finished. The result must not depend on where the values were cut into parts; where it depends on their order, it
 * must be associative, and is not for sessions, in which values have no order. {@link Aggregators} has the usual ones.
 *
 * <p>Serialisable, without state of its own, used by many threads at once. An accumulator is used by one thread at a
 * time and must be something that codecs know (boxed numbers, arrays, collections, records) or a registered class.
 *
 * @param <V> the values
 * @param <A> the accumulator
 * @param <R> the result
 */
public interface Aggregator<V, A, R> extends Serializable {
    /** A new accumulator of no values. Two calls never return the same mutable object. */
    A create() throws Exception;

    /** The accumulator with one more value; may change and return {@code accumulator}, never change {@code value}. */
    A add(A accumulator, V value) throws Exception;

    /** The accumulator of all values of {@code left}, then {@code right}; may change and return {@code left} only. */
    A merge(A left, A right) throws Exception;

    /** The result. Changes nothing, and shares nothing with the accumulator that may change later. */
    R finish(A accumulator) throws Exception;

    /** An aggregator of four functions: empty accumulator, one more value, two accumulators into one, result. */
    static <V, A, R> Aggregator<V, A, R> of(
            CreateFunction<A> create,
            MergeFunction<A, ? super V> add,
            ReduceFunction<A> merge,
            MapFunction<? super A, ? extends R> finish) {
        return new WrittenAggregator<V, A, R>(create, add, merge, finish);
    }
}
