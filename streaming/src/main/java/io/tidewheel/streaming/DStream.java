package io.tidewheel.streaming;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.EventTime;
import io.tidewheel.api.Flow;
import io.tidewheel.api.FlowJob;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.PairEmitFunction;
import io.tidewheel.function.StreamFunction;
import io.tidewheel.streaming.sink.StreamSink;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Elements that keep coming, in micro-batches. Describing is all its operations do; the query runs once it is started.
 * Immutable; belongs to the {@link Streams} that made it.
 */
public final class DStream<T> implements Flow<T> {
    private final Streams streams;
    private final StreamNode<Dataset<T>> node;
    private final String name;

    DStream(Streams streams, StreamNode<Dataset<T>> node, String name) {
        this.streams = streams;
        this.node = node;
        this.name = name;
        streams.check(node);
    }

    private <R> DStream<R> to(Function<Dataset<T>, Dataset<R>> operation) {
        return new DStream<>(streams, new StreamNode.Step<>(node, operation), "");
    }

    private <K, V> KeyedDStream<K, V> toPairs(Function<Dataset<T>, KeyedDataset<K, V>> operation) {
        return new KeyedDStream<>(streams, new StreamNode.Step<>(node, operation), "", false);
    }

    @Override
    public <R> DStream<R> map(MapFunction<? super T, ? extends R> function) {
        return to(rows -> rows.map(function));
    }

    @Override
    public <R> DStream<R> flatMap(FlatMapFunction<? super T, ? extends R> function) {
        return to(rows -> rows.flatMap(function));
    }

    @Override
    public <R> DStream<R> flatMap(EmitFunction<? super T, R> function) {
        return to(rows -> rows.flatMap(function));
    }

    @Override
    public <R> DStream<R> flatMapStream(StreamFunction<? super T, ? extends R> function) {
        return to(rows -> rows.flatMapStream(function));
    }

    @Override
    public DStream<T> filter(FilterFunction<? super T> function) {
        return to(rows -> rows.filter(function));
    }

    @Override
    public <K> KeyedDStream<K, T> keyBy(MapFunction<? super T, ? extends K> key) {
        return toPairs(rows -> rows.keyBy(key));
    }

    @Override
    public <K, V> KeyedDStream<K, V> keyBy(
            MapFunction<? super T, ? extends K> key, MapFunction<? super T, ? extends V> value) {
        return toPairs(rows -> rows.keyBy(key, value));
    }

    @Override
    public <K, V> KeyedDStream<K, V> mapToPair(MapFunction<? super T, Pair<K, V>> function) {
        return toPairs(rows -> rows.mapToPair(function));
    }

    @Override
    public <K, V> KeyedDStream<K, V> flatMapToPair(PairEmitFunction<? super T, K, V> function) {
        return toPairs(rows -> rows.flatMapToPair(function));
    }

    @Override
    public EventDStream<T> withEventTime(MapFunction<? super T, Instant> time, Duration maxDelay) {
        return withEventTime(EventTime.of(time, maxDelay));
    }

    /**
     * Each element with the time at which it happened, or came. Its watermark is kept under the name given by {@link
     * EventDStream#named} right after it, or under that of its sources.
     */
    @Override
    public EventDStream<T> withEventTime(EventTime<? super T> eventTime) {
        Given.argument("withEventTime", "event time", eventTime);
        return new EventDStream<>(streams, StreamNode.Stamped.of(node, eventTime));
    }

    @Override
    public DStream<T> union(Flow<T> other) {
        StreamNode<Dataset<T>> second = streams.stream("union", other).node;
        return new DStream<>(streams, new StreamNode.Both<>(node, second, Dataset::union), "");
    }

    @Override
    public DStream<T> named(String newName) {
        Given.argument("named", "name", newName);
        StreamNode<Dataset<T>> renamed = node instanceof StreamNode.Stateful<Dataset<T>> stateful
                ? stateful.named(newName)
                : new StreamNode.Step<>(node, rows -> rows.named(newName));
        return new DStream<>(streams, renamed, newName);
    }

    /** What {@code job} makes of this stream. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public <R> DStream<R> via(FlowJob<Flow<T>, R> job) {
        return streams.stream("via", job.apply(this));
    }

    /** What {@code job} makes of this stream. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public <K, V> KeyedDStream<K, V> via(KeyedFlowJob<Flow<T>, K, V> job) {
        return streams.keyed("via", job.apply(this));
    }

    /**
     * Ends this branch in a sink. All sinks of a query commit a batch together.
     *
     * @param sinkName unique in the query; names what the checkpoint knows of the sink
     */
    public void to(String sinkName, StreamSink<? super T> sink) {
        streams.add(Branch.toSink(sinkName, node, sink, false, false));
    }

    /** Ends this branch in a function that gets each batch as a dataset. */
    public void forEachBatch(String sinkName, BatchFunction<Dataset<T>> function) {
        streams.add(Branch.toFunction(sinkName, node, function));
    }

    Streams streams() {
        return streams;
    }

    @Override
    public String toString() {
        return "stream" + (name.isEmpty() ? " of " + node.origin() : " '" + name + "'");
    }
}
