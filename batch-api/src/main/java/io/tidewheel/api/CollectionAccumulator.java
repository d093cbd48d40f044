package io.tidewheel.api;

import java.util.List;

/**
 * A list that tasks add to and the driver reads: samples of bad records, for instance. What one task added stays together
 * and in order; tasks follow each other as they ended. Otherwise as {@link LongAccumulator}.
 */
public final class CollectionAccumulator<T> extends AnyAccumulator<List<T>, List<T>> {
    private static final long serialVersionUID = 1L;

    CollectionAccumulator(AccumulatorRegistry registry, String name) {
        super(registry.register(name, ValueAggregators.<T>listed()));
    }

    /** Anywhere: in a task, or on the driver. The value must be something that codecs know. */
    public void add(T value) {
        cell.update(values -> {
            values.add(value);
            return values;
        });
    }

    /** A copy of what there is so far. On the driver only. */
    public List<T> value() {
        return cell.value();
    }
}
