package io.tidewheel.streaming;

import io.tidewheel.api.Aggregator;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.FlowJob;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.EmitFunction2;
import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.FlatMapFunction2;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MapFunction2;
import io.tidewheel.streaming.sink.StreamSink;
import java.util.function.Function;

/**
 * Keys with values that keep coming, in micro-batches. Immutable; belongs to the {@link Streams} that made it.
 *
 * <p>After {@link #aggregate} it holds updates: each batch gives the keys that changed with their new values. Only
 * {@code mapValues}, {@code named} and sinks make sense of updates; everything else is refused when it is described.
 */
public final class KeyedDStream<K, V> implements KeyedFlow<K, V> {
    private final Streams streams;
    private final StreamNode<KeyedDataset<K, V>> node;
    private final String name;
    private final boolean updates;

    KeyedDStream(Streams streams, StreamNode<KeyedDataset<K, V>> node, String name, boolean updates) {
        this.streams = streams;
        this.node = node;
        this.name = name;
        this.updates = updates;
        streams.check(node);
    }

    private <R> DStream<R> rows(String operation, Function<KeyedDataset<K, V>, Dataset<R>> step) {
        checkNoUpdates(operation);
        return new DStream<>(streams, new StreamNode.Step<>(node, step), "");
    }

    private <L, W> KeyedDStream<L, W> pairs(String operation, Function<KeyedDataset<K, V>, KeyedDataset<L, W>> step) {
        checkNoUpdates(operation);
        return new KeyedDStream<>(streams, new StreamNode.Step<>(node, step), "", false);
    }

    private <W> KeyedDStream<K, W> values(Function<KeyedDataset<K, V>, KeyedDataset<K, W>> step) {
        return new KeyedDStream<>(streams, new StreamNode.Step<>(node, step), "", updates);
    }

    private void checkNoUpdates(String operation) {
        if (updates) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    operation + " was called on " + this + ", which holds updates: after aggregate a batch gives the"
                            + " new values of the keys that changed, and " + operation
                            + " would count a key again with each; use mapValues and sinks, or do it before aggregate");
        }
    }

    @Override
    public <R> DStream<R> map(MapFunction2<? super K, ? super V, ? extends R> function) {
        return rows("map", pairs -> pairs.map(function));
    }

    @Override
    public <R> DStream<R> flatMap(FlatMapFunction2<? super K, ? super V, ? extends R> function) {
        return rows("flatMap", pairs -> pairs.flatMap(function));
    }

    @Override
    public <R> DStream<R> flatMap(EmitFunction2<? super K, ? super V, R> function) {
        return rows("flatMap", pairs -> pairs.flatMap(function));
    }

    @Override
    public KeyedDStream<K, V> filter(FilterFunction2<? super K, ? super V> function) {
        return pairs("filter", pairs -> pairs.filter(function));
    }

    @Override
    public <K2> KeyedDStream<K2, V> keyBy(MapFunction2<? super K, ? super V, ? extends K2> key) {
        return pairs("keyBy", pairs -> pairs.keyBy(key));
    }

    @Override
    public <K2, V2> KeyedDStream<K2, V2> mapToPair(MapFunction2<? super K, ? super V, Pair<K2, V2>> function) {
        return pairs("mapToPair", pairs -> pairs.mapToPair(function));
    }

    @Override
    public <W> KeyedDStream<K, W> mapValues(MapFunction<? super V, ? extends W> function) {
        return values(pairs -> pairs.mapValues(function));
    }

    @Override
    public <W> KeyedDStream<K, W> mapValues(MapFunction2<? super K, ? super V, ? extends W> function) {
        return values(pairs -> pairs.mapValues(function));
    }

    @Override
    public <W> KeyedDStream<K, W> flatMapValues(FlatMapFunction<? super V, ? extends W> function) {
        return pairs("flatMapValues", pairs -> pairs.flatMapValues(function));
    }

    @Override
    public <W> KeyedDStream<K, W> flatMapValues(EmitFunction<? super V, W> function) {
        return pairs("flatMapValues", pairs -> pairs.flatMapValues(function));
    }

    @Override
    public DStream<K> keys() {
        return rows("keys", KeyedDataset::keys);
    }

    @Override
    public DStream<V> values() {
        return rows("values", KeyedDataset::values);
    }

    @Override
    public KeyedDStream<K, V> union(KeyedFlow<K, V> other) {
        checkNoUpdates("union");
        KeyedDStream<K, V> second = streams.keyed("union", other);
        second.checkNoUpdates("union");
        return new KeyedDStream<>(streams, new StreamNode.Both<>(node, second.node, KeyedDataset::union), "", false);
    }

    @Override
    public <W, R> KeyedDStream<K, R> join(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return pairs("join", pairs -> pairs.join(other, function));
    }

    @Override
    public <W, R> KeyedDStream<K, R> leftJoin(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return pairs("leftJoin", pairs -> pairs.leftJoin(other, function));
    }

    /**
     * What {@code aggregator} makes of all values of each key since the query was first started, as updates: each batch
     * gives the keys it changed. Its state is kept under the name given by {@link #named} right after it, or under one
     * made of the names of its sources.
     */
    @Override
    public <R> KeyedDStream<K, R> aggregate(Aggregator<? super V, ?, R> aggregator) {
        Given.argument("aggregate", "aggregator", aggregator);
        checkNoUpdates("aggregate");
        return new KeyedDStream<>(streams, StreamNode.Aggregated.of(node, aggregator), "", true);
    }

    /**
     * Makes rows of each value and of what is kept of its key: as in Spark's operation of that name. Its state is kept under
     * the name given by {@link DStream#named} right after it, or under one made of the names of its sources.
     */
    public <S, R> DStream<R> mapWithState(StateSpec<? super K, ? super V, S, ? extends R> spec) {
        Given.argument("mapWithState", "spec", spec);
        checkNoUpdates("mapWithState");
        return new DStream<>(streams, StreamNode.MappedWithState.of(node, spec), "");
    }

    @Override
    public KeyedDStream<K, V> named(String newName) {
        Given.argument("named", "name", newName);
        StreamNode<KeyedDataset<K, V>> renamed = node instanceof StreamNode.Stateful<KeyedDataset<K, V>> stateful
                ? stateful.named(newName)
                : new StreamNode.Step<>(node, pairs -> pairs.named(newName));
        return new KeyedDStream<>(streams, renamed, newName, updates);
    }

    /** What {@code job} makes of this stream. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public <R> DStream<R> via(FlowJob<KeyedFlow<K, V>, R> job) {
        return streams.stream("via", job.apply(this));
    }

    /** What {@code job} makes of this stream. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public <L, W> KeyedDStream<L, W> via(KeyedFlowJob<KeyedFlow<K, V>, L, W> job) {
        return streams.keyed("via", job.apply(this));
    }

    /** Ends this branch in a sink, which gets each key with its value. See {@link DStream#to}. */
    public void to(String sinkName, StreamSink<? super Pair<K, V>> sink) {
        streams.add(Branch.toSink(sinkName, node, sink, updates, true));
    }

    /** Ends this branch in a function that gets each batch as a dataset. */
    public void forEachBatch(String sinkName, BatchFunction<KeyedDataset<K, V>> function) {
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
