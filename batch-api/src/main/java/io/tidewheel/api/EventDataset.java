package io.tidewheel.api;

import io.tidewheel.batch.step.WindowSteps;
import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.time.Clock;
import java.time.Instant;

/** Elements of a dataset with their times; a watermark would say nothing here, for all elements are known. */
public final class EventDataset<T> implements EventFlow<T> {
    private final Dataset<Timestamped<T>> rows;

    EventDataset(Dataset<Timestamped<T>> rows) {
        this.rows = rows;
    }

    static <T> EventDataset<T> of(Dataset<T> rows, EventTime<? super T> eventTime) {
        Given.argument("withEventTime", "event time", eventTime);
        MapFunction<? super T, Instant> time = eventTime.time();
        if (time == null) {
            Instant now = Instant.ofEpochMilli(Clock.SYSTEM.epochMillis());
            time = any -> now;
        }
        return new EventDataset<>(rows.derive(WindowSteps.stamp(time)));
    }

    @Override
    public <R> EventDataset<R> map(MapFunction<? super T, ? extends R> function) {
        Given.function("map", function);
        return new EventDataset<>(rows.map(row -> new Timestamped<>(row.millis(), function.map(row.value()))));
    }

    @Override
    public EventDataset<T> filter(FilterFunction<? super T> function) {
        Given.function("filter", function);
        return new EventDataset<>(rows.filter(row -> function.test(row.value())));
    }

    @Override
    public <R> EventDataset<R> flatMap(FlatMapFunction<? super T, ? extends R> function) {
        Given.function("flatMap", function);
        return new EventDataset<>(rows.flatMap((row, out) -> {
            for (R each : function.flatMap(row.value())) {
                out.emit(new Timestamped<>(row.millis(), each));
            }
        }));
    }

    @Override
    public <R> EventDataset<R> flatMap(EmitFunction<? super T, R> function) {
        Given.function("flatMap", function);
        return new EventDataset<>(rows.flatMap(
                (row, out) -> function.flatMap(row.value(), each -> out.emit(new Timestamped<>(row.millis(), each)))));
    }

    @Override
    public EventDataset<T> union(EventFlow<T> other) {
        return new EventDataset<>(rows.union(Others.events(rows, other).rows));
    }

    @Override
    public <K> EventKeyedDataset<K, T> keyBy(MapFunction<? super T, ? extends K> key) {
        Given.function("keyBy", key);
        KeyTypes.check(key);
        return new EventKeyedDataset<>(rows.keyBy(row -> key.map(row.value())));
    }

    @Override
    public <K, V> EventKeyedDataset<K, V> keyBy(
            MapFunction<? super T, ? extends K> key, MapFunction<? super T, ? extends V> value) {
        Given.function("keyBy", value);
        return this.<K>keyBy(key).mapValues(value);
    }

    @Override
    public EventDataset<T> named(String name) {
        return new EventDataset<>(rows.named(name));
    }

    /** The elements with their times. */
    public Dataset<Timestamped<T>> timestamped() {
        return rows;
    }
}
