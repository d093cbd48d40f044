package io.tidewheel.api;

import java.io.Serializable;

/** What can be done with an accumulator whatever is added to it. */
abstract sealed class AnyAccumulator<A, R> implements Serializable
        permits Accumulator, LongAccumulator, DoubleAccumulator, CollectionAccumulator {
    private static final long serialVersionUID = 1L;
    final AccumulatorCell<A, R> cell;

    AnyAccumulator(AccumulatorCell<A, R> cell) {
        this.cell = cell;
    }

    /** Begins anew, as if nothing had been added. On the driver only. */
    public final void reset() {
        cell.reset();
    }

    public final String name() {
        return cell.name();
    }

    @Override
    public final String toString() {
        return cell.toString();
    }
}
