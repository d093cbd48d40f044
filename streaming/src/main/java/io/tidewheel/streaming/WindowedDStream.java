package io.tidewheel.streaming;

import io.tidewheel.api.Aggregator;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.WindowedFlow;
import io.tidewheel.data.Timestamped;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.plan.Given;
import java.time.Duration;

/** Keys with values that keep coming, in windows of event time. Immutable. */
public final class WindowedDStream<K, V> implements WindowedFlow<K, V> {
    private final Streams streams;
    private final StreamNode<KeyedDataset<K, Timestamped<V>>> node;
    private final WindowSpec windows;

    WindowedDStream(Streams streams, StreamNode<KeyedDataset<K, Timestamped<V>>> node, WindowSpec windows) {
        this.streams = streams;
        this.node = node;
        this.windows = windows;
    }

    @Override
    public WindowedDStream<K, V> allowedLateness(Duration lateness) {
        SessionAccess.checkLateness(lateness);
        return new WindowedDStream<>(
                streams, node, new WindowSpec(windows.shape(), lateness.toMillis(), windows.mode()));
    }

    @Override
    public WindowedDStream<K, V> outputMode(OutputMode mode) {
        SessionAccess.checkMode(mode, windows.shape());
        return new WindowedDStream<>(streams, node, new WindowSpec(windows.shape(), windows.latenessMillis(), mode));
    }

    /**
     * What {@code aggregator} makes of all values of each key in each window. Its state is kept under the name given by
     * {@link KeyedDStream#named} right after it, or under one made of the names of its sources.
     */
    @Override
    public <R> KeyedDStream<Windowed<K>, R> aggregate(Aggregator<? super V, ?, R> aggregator) {
        Given.argument("aggregate", "aggregator", aggregator);
        return new KeyedDStream<>(
                streams,
                StatefulNode.WindowAggregated.of(node, windows, aggregator),
                "",
                windows.mode() == OutputMode.UPDATE);
    }

    /** The rows that this batch has brought too late for all of their windows. */
    @Override
    public KeyedDStream<K, V> lateRows() {
        return new KeyedDStream<>(streams, new StreamNode.Late<>(node, windows), "", false);
    }

    @Override
    public String toString() {
        return windows.shape() + " of " + node.origin();
    }
}
