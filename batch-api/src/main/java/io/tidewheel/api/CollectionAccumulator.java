package io.tidewheel.api;

import java.io.Serializable;
import java.util.List;

/**
 * A list that tasks add to and the driver reads: samples of bad records, for instance. What one task added stays together
 * and in order; tasks follow each other as they ended. Otherwise as {@link LongAccumulator}.
 */
public final class CollectionAccumulator<T> implements Serializable {
    private static final long serialVersionUID = 1L;
    private final AccumulatorCell<List<T>, List<T>> cell;

    CollectionAccumulator(AccumulatorRegistry registry, String name) {
        this.cell = registry.register(name, new ValueAggregators.Listed<T>());
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

    /** Empties the list. On the driver only. */
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
