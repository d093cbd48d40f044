package io.tidewheel.streaming;

import io.tidewheel.api.EventKeyedDataset;
import io.tidewheel.api.EventKeyedFlow;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.MapFunction;
import java.util.function.Function;

/** Keys with values that keep coming, with the times at which they happened. Immutable. */
public final class EventKeyedDStream<K, V> implements EventKeyedFlow<K, V> {
    private final Streams streams;
    private final StreamNode<KeyedDataset<K, Timestamped<V>>> node;

    EventKeyedDStream(Streams streams, StreamNode<KeyedDataset<K, Timestamped<V>>> node) {
        this.streams = streams;
        this.node = node;
        streams.check(node);
    }

    private <W> EventKeyedDStream<K, W> to(Function<EventKeyedDataset<K, V>, EventKeyedDataset<K, W>> operation) {
        return new EventKeyedDStream<>(streams, new StreamNode.Step<>(node, rows -> operation
                .apply(SessionAccess.events(rows))
                .timestamped()));
    }

    @Override
    public <W> EventKeyedDStream<K, W> mapValues(MapFunction<? super V, ? extends W> function) {
        return to(rows -> rows.mapValues(function));
    }

    @Override
    public EventKeyedDStream<K, V> filter(FilterFunction2<? super K, ? super V> function) {
        return to(rows -> rows.filter(function));
    }

    @Override
    public EventKeyedDStream<K, V> union(EventKeyedFlow<K, V> other) {
        EventKeyedDStream<K, V> second = streams.events("union", other);
        return new EventKeyedDStream<>(streams, new StreamNode.Both<>(node, second.node, KeyedDataset::union));
    }

    @Override
    public WindowedDStream<K, V> window(Windows windows) {
        Given.argument("window", "windows", windows);
        return new WindowedDStream<>(streams, node, new WindowSpec(SessionAccess.shape(windows), 0, OutputMode.APPEND));
    }

    Streams streams() {
        return streams;
    }

    @Override
    public String toString() {
        return "keyed stream of " + node.origin() + " with event time";
    }
}
