package io.tidewheel.api;

import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.MapFunction;

/** Keys with values of a dataset and their times. */
public final class EventKeyedDataset<K, V> implements EventKeyedFlow<K, V> {
    private final KeyedDataset<K, Timestamped<V>> rows;

    EventKeyedDataset(KeyedDataset<K, Timestamped<V>> rows) {
        this.rows = rows;
    }

    @Override
    public <W> EventKeyedDataset<K, W> mapValues(MapFunction<? super V, ? extends W> function) {
        Given.function("mapValues", function);
        return new EventKeyedDataset<>(
                rows.mapValues(row -> new Timestamped<>(row.millis(), function.map(row.value()))));
    }

    @Override
    public EventKeyedDataset<K, V> filter(FilterFunction2<? super K, ? super V> function) {
        Given.function("filter", function);
        return new EventKeyedDataset<>(rows.filter((key, row) -> function.test(key, row.value())));
    }

    @Override
    public EventKeyedDataset<K, V> union(EventKeyedFlow<K, V> other) {
        return new EventKeyedDataset<>(rows.union(Others.events(rows, other).rows));
    }

    @Override
    public WindowedDataset<K, V> window(Windows windows) {
        Given.argument("window", "windows", windows);
        return new WindowedDataset<>(rows, windows.shape());
    }

    /** The values with their times. */
    public KeyedDataset<K, Timestamped<V>> timestamped() {
        return rows;
    }
}
