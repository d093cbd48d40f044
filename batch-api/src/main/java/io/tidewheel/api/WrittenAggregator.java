package io.tidewheel.api;

import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.ReduceFunction;
import java.util.Objects;

/** An aggregator of the user's four functions. */
record WrittenAggregator<V, A, R>(
        CreateFunction<A> creator,
        MergeFunction<A, ? super V> adder,
        ReduceFunction<A> merger,
        MapFunction<? super A, ? extends R> finisher)
        implements Aggregator<V, A, R> {
    WrittenAggregator {
        Objects.requireNonNull(creator, "create");
        Objects.requireNonNull(adder, "add");
        Objects.requireNonNull(merger, "merge");
        Objects.requireNonNull(finisher, "finish");
    }

    @Override
    public A create() throws Exception {
        return creator.create();
    }

    @Override
    public A add(A accumulator, V value) throws Exception {
        return adder.merge(accumulator, value);
    }

    @Override
    public A merge(A left, A right) throws Exception {
        return merger.reduce(left, right);
    }

    @Override
    public R finish(A accumulator) throws Exception {
        return finisher.map(accumulator);
    }
}
