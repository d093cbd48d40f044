package io.tidewheel.streaming;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.EventDataset;
import io.tidewheel.api.EventFlow;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.MapFunction;
import java.util.function.Function;

/**
 * Elements that keep coming, with the times at which they happened. Immutable; belongs to the {@link Streams} that made it.
 */
public final class EventDStream<T> implements EventFlow<T> {
    private final Streams streams;
    private final StreamNode<Dataset<Timestamped<T>>> node;

    EventDStream(Streams streams, StreamNode<Dataset<Timestamped<T>>> node) {
        this.streams = streams;
        this.node = node;
        streams.check(node);
    }

    private <R> EventDStream<R> to(Function<EventDataset<T>, EventDataset<R>> operation) {
        return new EventDStream<>(streams, new StreamNode.Step<>(node, rows -> operation
                .apply(SessionAccess.events(rows))
                .timestamped()));
    }

    @Override
    public <R> EventDStream<R> map(MapFunction<? super T, ? extends R> function) {
        return to(rows -> rows.map(function));
    }

    @Override
    public EventDStream<T> filter(FilterFunction<? super T> function) {
        return to(rows -> rows.filter(function));
    }

    @Override
    public <R> EventDStream<R> flatMap(FlatMapFunction<? super T, ? extends R> function) {
        return to(rows -> rows.flatMap(function));
    }

    @Override
    public <R> EventDStream<R> flatMap(EmitFunction<? super T, R> function) {
        return to(rows -> rows.flatMap(function));
    }

    @Override
    public EventDStream<T> union(EventFlow<T> other) {
        EventDStream<T> second = streams.events("union", other);
        return new EventDStream<>(streams, new StreamNode.Both<>(node, second.node, Dataset::union));
    }

    @Override
    public <K> EventKeyedDStream<K, T> keyBy(MapFunction<? super T, ? extends K> key) {
        return new EventKeyedDStream<>(streams, new StreamNode.Step<>(node, rows -> SessionAccess.events(rows)
                .<K>keyBy(key)
                .timestamped()));
    }

    @Override
    public <K, V> EventKeyedDStream<K, V> keyBy(
            MapFunction<? super T, ? extends K> key, MapFunction<? super T, ? extends V> value) {
        return this.<K>keyBy(key).mapValues(value);
    }

    @Override
    public EventDStream<T> named(String name) {
        Given.argument("named", "name", name);
        Streams.checkName("flow", name);
        if (node instanceof StreamNode.Stamped<?>) {
            @SuppressWarnings("unchecked") // it gives rows of T
            StreamNode.Stamped<T> stamped = (StreamNode.Stamped<T>) (StreamNode<?>) node;
            return new EventDStream<>(streams, stamped.named(name));
        }
        throw new TidewheelException(
                Kind.CONFIGURATION,
                "named(\"" + name + "\") names the watermark of a flow, and must come right after withEventTime");
    }

    Streams streams() {
        return streams;
    }

    @Override
    public String toString() {
        return "stream of " + node.origin() + " with event time";
    }
}
