package io.tidewheel.api;

import java.io.Serializable;

/**
 * An exact sum of doubles that tasks add to and the driver reads: the same in whatever order tasks end. Otherwise as
 * {@link LongAccumulator}.
 */
public final class DoubleAccumulator implements Serializable {
    private static final long serialVersionUID = 1L;
    private final AccumulatorCell<long[], Double> cell;

    DoubleAccumulator(AccumulatorRegistry registry, String name) {
        this.cell = registry.register(name, new NumberAggregators.SumDouble<Double>(value -> value));
    }

    /** Anywhere: in a task, or on the driver. */
    public void add(double value) {
        cell.update(sum -> ExactSum.add(sum, value));
    }

    /** The sum so far, rounded once. On the driver only. */
    public double value() {
        return cell.value();
    }

    /** Sets the sum to 0. On the driver only. */
    public void reset() {
        cell.reset();
    }

    public String name() {
        return cell.name();
    }

    @Override
    public String toString() {
        return cell.toString();
    }
}
