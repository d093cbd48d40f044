package io.tidewheel.api;

/**
 * An aggregate that tasks add to and the driver reads, on the side of a job: {@code Aggregators.max()}, {@code topN},
 * or one of your own. Tasks are merged as they end, so its result should not depend on order. Otherwise as
 * {@link LongAccumulator}.
 *
 * @param <V> what is added
 * @param <R> what is read
 */
public final class Accumulator<V, R> extends AnyAccumulator<Object, R> {
    private static final long serialVersionUID = 1L;
    private final Aggregator<V, Object, R> aggregator;

    Accumulator(AccumulatorRegistry registry, String name, Aggregator<V, ?, R> aggregator) {
        super(registry.register(name, ComposedAggregators.<V, R>hidden(aggregator)));
        this.aggregator = ComposedAggregators.hidden(aggregator);
    }

    /** Anywhere: in a task, or on the driver. */
    public void add(V value) {
        cell.update(accumulator -> aggregator.add(accumulator, value));
    }

    /** The result so far. On the driver only. */
    public R value() {
        return cell.value();
    }
}
