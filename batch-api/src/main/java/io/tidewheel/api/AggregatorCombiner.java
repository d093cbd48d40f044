package io.tidewheel.api;

import io.tidewheel.engine.exchange.Combiner;
import org.jspecify.annotations.Nullable;

/** An aggregator as exchanges want it; the accumulators are still to be finished. */
record AggregatorCombiner(Aggregator<@Nullable Object, @Nullable Object, ?> aggregator) implements Combiner {
    @SuppressWarnings("unchecked") // the engine gives it only values of its dataset and accumulators of its own
    static AggregatorCombiner of(Aggregator<?, ?, ?> aggregator) {
        return new AggregatorCombiner((Aggregator<@Nullable Object, @Nullable Object, ?>) aggregator);
    }

    @Override
    public @Nullable Object create(@Nullable Object value) throws Exception {
        return aggregator.add(aggregator.create(), value);
    }

    @Override
    public @Nullable Object fold(@Nullable Object accumulator, @Nullable Object value) throws Exception {
        return aggregator.add(accumulator, value);
    }

    @Override
    public @Nullable Object merge(@Nullable Object left, @Nullable Object right) throws Exception {
        return aggregator.merge(left, right);
    }

    @Override
    public boolean sharesFirst() {
        return false; // an aggregator never changes a value it was given
    }
}
