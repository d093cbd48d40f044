package io.tidewheel.api;

/**
 * An exact sum of doubles that tasks add to and the driver reads: the same in whatever order tasks end. Otherwise as
 * {@link LongAccumulator}.
 */
public final class DoubleAccumulator extends AnyAccumulator<long[], Double> {
    private static final long serialVersionUID = 1L;

    DoubleAccumulator(AccumulatorRegistry registry, String name) {
        super(registry.register(name, new NumberAggregators.SumDouble<Double>(value -> value)));
    }

    /** Anywhere: in a task, or on the driver. */
    public void add(double value) {
        cell.update(sum -> ExactSum.add(sum, value));
    }

    /** The sum so far, rounded once. On the driver only. */
    public double value() {
        return cell.value();
    }
}
