package io.tidewheel.streaming;

import io.tidewheel.api.Aggregator;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.FlowJob;
import io.tidewheel.api.KeyPartitioner;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
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
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.ReduceFunction;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.state.UpdateFunction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
        return new KeyedDStream<>(streams, StatefulNode.Aggregated.of(node, aggregator), "", true);
    }

    /**
     * Makes rows of each value and of what is kept of its key: as in Spark's operation of that name. Its state is kept under
     * the name given by {@link DStream#named} right after it, or under one made of the names of its sources.
     */
    public <S, R> StateDStream<K, S, R> mapWithState(StateSpec<? super K, ? super V, S, ? extends R> spec) {
        Given.argument("mapWithState", "spec", spec);
        checkNoUpdates("mapWithState");
        return new StateDStream<>(streams, StatefulNode.MappedWithState.of(node, spec), "");
    }

    /**
     * Keeps something of each key, and gives, in every interval, all keys with what is kept of them: as in Spark's
     * operation of that name. {@code function} is called for each key that has values in the interval or of which
     * something is kept. Its state is kept under the name given by {@link #named} right after it, or under one made of the
     * names of its sources. Where most keys rest most of the time, {@link #mapWithState} and {@link #aggregate} cost less.
     */
    public <S> KeyedDStream<K, S> updateStateByKey(UpdateFunction<? super V, S> function) {
        return updateState(function, null, null);
    }

    /**
     * As {@link #updateStateByKey(UpdateFunction)}, and says what the state is, so that a start can tell whether it still
     * reads what an older program has kept.
     */
    public <S> KeyedDStream<K, S> updateStateByKey(UpdateFunction<? super V, S> function, Class<? super S> stateType) {
        Given.argument("updateStateByKey", "state type", stateType);
        return updateState(function, null, stateType);
    }

    /**
     * As {@link #updateStateByKey(UpdateFunction)}, from an initial state.
     *
     * @param initial what is kept of some keys before the first interval; read once, with the first batch, whose changes it
     *     becomes a part of. A start that finds state of this step does not look at it. Of several states of one key the
     *     last counts
     */
    public <S> KeyedDStream<K, S> updateStateByKey(UpdateFunction<? super V, S> function, KeyedDataset<K, S> initial) {
        Given.argument("updateStateByKey", "initial state", initial);
        return updateState(function, initial, null);
    }

    /** As {@link #updateStateByKey(UpdateFunction, KeyedDataset)} and {@link #updateStateByKey(UpdateFunction, Class)}. */
    public <S> KeyedDStream<K, S> updateStateByKey(
            UpdateFunction<? super V, S> function, KeyedDataset<K, S> initial, Class<? super S> stateType) {
        Given.argument("updateStateByKey", "initial state", initial);
        Given.argument("updateStateByKey", "state type", stateType);
        return updateState(function, initial, stateType);
    }

    private <S> KeyedDStream<K, S> updateState(
            UpdateFunction<? super V, S> function,
            @Nullable KeyedDataset<K, S> initial,
            @Nullable Class<? super S> type) {
        Given.function("updateStateByKey", function);
        checkNoUpdates("updateStateByKey");
        return new KeyedDStream<>(streams, StatefulNode.Updated.of(node, function, initial, type), "", false);
    }

    // The rows of one batch

    /** Each key with its value as a pair. */
    public DStream<Pair<K, V>> pairs() {
        return rows("pairs", KeyedDataset::pairs);
    }

    /** Each value with its key. */
    public KeyedDStream<V, K> swap() {
        return pairs("swap", KeyedDataset::swap);
    }

    /** Each batch in so many partitions of nearly equal size. */
    public KeyedDStream<K, V> repartition(int partitions) {
        return pairs("repartition", pairs -> pairs.repartition(partitions));
    }

    /** Each batch in the partitions that {@code partitioner} says. */
    public KeyedDStream<K, V> partitionBy(KeyPartitioner<? super K> partitioner) {
        return pairs("partitionBy", pairs -> pairs.partitionBy(partitioner));
    }

    /** {@link #persist} in memory only. */
    public KeyedDStream<K, V> cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    /** The same stream, of which each batch's rows are kept until the batch is over, for all that are made from this one. */
    public KeyedDStream<K, V> persist(StorageLevel level) {
        Given.argument("persist", "level", level);
        return new KeyedDStream<>(streams, new StreamNode.Persisted<>(node, level), "", updates);
    }

    /** What {@code function} makes of each batch's dataset. See {@link DStream#transform}. */
    public <R> DStream<R> transform(MapFunction<? super KeyedDataset<K, V>, Dataset<R>> function) {
        return rows("transform", PerInterval.transforming("transform", streams.session(), function));
    }

    /** As {@link #transform}, to keys with values. */
    public <L, W> KeyedDStream<L, W> transformToPair(
            MapFunction<? super KeyedDataset<K, V>, KeyedDataset<L, W>> function) {
        return pairs("transformToPair", PerInterval.transforming("transformToPair", streams.session(), function));
    }

    /** As {@link #transform}, of the datasets that a batch has of this stream and of {@code other}. */
    public <L, W, R> DStream<R> transformWith(
            KeyedDStream<L, W> other,
            MapFunction2<? super KeyedDataset<K, V>, ? super KeyedDataset<L, W>, Dataset<R>> function) {
        BiFunction<KeyedDataset<K, V>, KeyedDataset<L, W>, Dataset<R>> both =
                PerInterval.transforming("transformWith", streams.session(), function);
        return new DStream<>(streams, new StreamNode.Both<>(node, second("transformWith", other), both), "");
    }

    /** As {@link #transformWith}, to keys with values. */
    public <L, W, M, X> KeyedDStream<M, X> transformWithToPair(
            KeyedDStream<L, W> other,
            MapFunction2<? super KeyedDataset<K, V>, ? super KeyedDataset<L, W>, KeyedDataset<M, X>> function) {
        BiFunction<KeyedDataset<K, V>, KeyedDataset<L, W>, KeyedDataset<M, X>> both =
                PerInterval.transforming("transformWithToPair", streams.session(), function);
        return new KeyedDStream<>(
                streams, new StreamNode.Both<>(node, second("transformWithToPair", other), both), "", false);
    }

    /** The other side of an operation with two. */
    private <L, W> StreamNode<KeyedDataset<L, W>> second(String operation, @Nullable KeyedDStream<L, W> other) {
        checkNoUpdates(operation);
        KeyedDStream<L, W> checked = streams.keyed(operation, other);
        checked.checkNoUpdates(operation);
        return checked.node;
    }

    // One result for each interval

    private <L, W> KeyedDStream<L, W> perInterval(
            String operation, Function<KeyedDataset<K, V>, KeyedDataset<L, W>> step) {
        checkNoUpdates(operation);
        return new KeyedDStream<>(streams, StreamNode.Step.perInterval(operation, node, step), "", false);
    }

    /** How many keys with values each interval has: one number, also if it has none. */
    public DStream<Long> count() {
        checkNoUpdates("count");
        return pairs().count();
    }

    /** How often each key comes with each value in an interval. */
    public KeyedDStream<Pair<K, V>, Long> countByValue() {
        checkNoUpdates("countByValue");
        return pairs().countByValue();
    }

    /** How often each key comes in an interval. */
    public KeyedDStream<K, Long> countByKey() {
        return perInterval("countByKey", pairs -> pairs.mapValues(value -> 1L).reduceByKey(Long::sum));
    }

    /** An interval's values of each key merged into one. See {@link KeyedDataset#reduceByKey(ReduceFunction)}. */
    public KeyedDStream<K, V> reduceByKey(ReduceFunction<V> function) {
        return perInterval("reduceByKey", pairs -> pairs.reduceByKey(function));
    }

    /** As {@link #reduceByKey(ReduceFunction)}, in so many partitions. */
    public KeyedDStream<K, V> reduceByKey(ReduceFunction<V> function, int partitions) {
        return perInterval("reduceByKey", pairs -> pairs.reduceByKey(function, partitions));
    }

    /** As {@link #reduceByKey(ReduceFunction)}, by the given partitioner. */
    public KeyedDStream<K, V> reduceByKey(ReduceFunction<V> function, KeyPartitioner<? super K> partitioner) {
        return perInterval("reduceByKey", pairs -> pairs.reduceByKey(function, partitioner));
    }

    /** An interval's values of each key together. See {@link KeyedDataset#groupByKey()}. */
    public KeyedDStream<K, Iterable<V>> groupByKey() {
        return perInterval("groupByKey", KeyedDataset::groupByKey);
    }

    /** As {@link #groupByKey()}, in so many partitions. */
    public KeyedDStream<K, Iterable<V>> groupByKey(int partitions) {
        return perInterval("groupByKey", pairs -> pairs.groupByKey(partitions));
    }

    /** As {@link #groupByKey()}, by the given partitioner. */
    public KeyedDStream<K, Iterable<V>> groupByKey(KeyPartitioner<? super K> partitioner) {
        return perInterval("groupByKey", pairs -> pairs.groupByKey(partitioner));
    }

    /** What {@code aggregator} makes of an interval's values of each key; {@link #aggregate} is over all intervals. */
    public <R> KeyedDStream<K, R> aggregateByKey(Aggregator<? super V, ?, R> aggregator) {
        Given.argument("aggregateByKey", "aggregator", aggregator);
        return perInterval("aggregateByKey", pairs -> pairs.aggregate(aggregator));
    }

    /** An interval's values of each key folded. See {@link KeyedDataset#aggregateByKey(Object, MergeFunction, ReduceFunction)}. */
    public <A> KeyedDStream<K, A> aggregateByKey(A zero, MergeFunction<A, ? super V> add, ReduceFunction<A> merge) {
        return perInterval("aggregateByKey", pairs -> pairs.aggregateByKey(zero, add, merge));
    }

    /** As {@link #aggregateByKey(Object, MergeFunction, ReduceFunction)}, in so many partitions. */
    public <A> KeyedDStream<K, A> aggregateByKey(
            A zero, MergeFunction<A, ? super V> add, ReduceFunction<A> merge, int partitions) {
        return perInterval("aggregateByKey", pairs -> pairs.aggregateByKey(zero, add, merge, partitions));
    }

    /** An interval's values of each key folded into an accumulator that is made of the first one in a partition. */
    public <A> KeyedDStream<K, A> combineByKey(
            MapFunction<? super V, A> create, MergeFunction<A, ? super V> add, ReduceFunction<A> merge) {
        return perInterval("combineByKey", pairs -> pairs.combineByKey(create, add, merge));
    }

    /** As {@link #combineByKey(MapFunction, MergeFunction, ReduceFunction)}, in so many partitions. */
    public <A> KeyedDStream<K, A> combineByKey(
            MapFunction<? super V, A> create,
            MergeFunction<A, ? super V> add,
            ReduceFunction<A> merge,
            int partitions) {
        return perInterval("combineByKey", pairs -> pairs.combineByKey(create, add, merge, partitions));
    }

    // With the same interval of another stream

    private <W, R> KeyedDStream<K, R> with(
            String operation,
            @Nullable KeyedDStream<K, W> other,
            BiFunction<KeyedDataset<K, V>, KeyedDataset<K, W>, KeyedDataset<K, R>> step) {
        StreamNode<KeyedDataset<K, W>> second = second(operation, other);
        return new KeyedDStream<>(streams, new StreamNode.Both<>(node, second, step, operation), "", false);
    }

    /** {@code function} of each value and each value of {@code other} under the same key in the same interval. */
    public <W, R> KeyedDStream<K, R> join(
            KeyedDStream<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return with("join", other, (left, right) -> left.join(right, function));
    }

    /** As {@link #join(KeyedDStream, MapFunction2)}, and each value with null where {@code other} has no such key. */
    public <W, R> KeyedDStream<K, R> leftJoin(
            KeyedDStream<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return with("leftJoin", other, (left, right) -> left.leftJoin(right, function));
    }

    /** As {@link #join(KeyedDStream, MapFunction2)}, and null with each value of {@code other} whose key this lacks. */
    public <W, R> KeyedDStream<K, R> rightJoin(
            KeyedDStream<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return with("rightJoin", other, (left, right) -> left.rightJoin(right, function));
    }

    /** As {@link #join(KeyedDStream, MapFunction2)}, and the values of keys that only one side has with null. */
    public <W, R> KeyedDStream<K, R> fullJoin(
            KeyedDStream<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return with("fullJoin", other, (left, right) -> left.fullJoin(right, function));
    }

    /** {@code function} of the values of each key in the same interval of both. See {@link KeyedDataset#cogroup}. */
    public <W, R> KeyedDStream<K, R> cogroup(
            KeyedDStream<K, W> other, MapFunction2<? super Iterable<V>, ? super Iterable<W>, ? extends R> function) {
        return with("cogroup", other, (left, right) -> left.cogroup(right, function));
    }

    /** As {@link #window(Duration, Duration)}, with a slide of one interval. */
    public KeyedDStream<K, V> window(Duration length) {
        return window(length, streams.intervalOf("window", this));
    }

    /** At each slide, the pairs of all batches of the last {@code length}. See {@link DStream#window(Duration, Duration)}. */
    public KeyedDStream<K, V> window(Duration length, Duration slide) {
        return stateless(windowed("window", node, length, slide));
    }

    private <W> KeyedDStream<K, W> stateless(StreamNode<KeyedDataset<K, W>> step) {
        return new KeyedDStream<>(streams, step, "", false);
    }

    private <W> StreamNode<KeyedDataset<K, W>> windowed(
            String operation, StreamNode<KeyedDataset<K, W>> input, Duration length, Duration slide) {
        checkNoUpdates(operation);
        return new StreamNode.Sliding<>(input, operation, streams.span(operation, this, length, slide));
    }

    /** As {@link #reduceByKeyAndWindow(ReduceFunction, Duration, Duration)}, with a slide of one interval. */
    public KeyedDStream<K, V> reduceByKeyAndWindow(ReduceFunction<V> function, Duration length) {
        return reduceByKeyAndWindow(function, length, streams.intervalOf("reduceByKeyAndWindow", this));
    }

    /**
     * At each slide, one value for each key made of all its values within {@code length}: of those that each batch made
     * of its own. See {@link DStream#window(Duration, Duration)}.
     *
     * @param function associative, and commutative
     */
    public KeyedDStream<K, V> reduceByKeyAndWindow(ReduceFunction<V> function, Duration length, Duration slide) {
        Given.function("reduceByKeyAndWindow", function);
        StreamNode<KeyedDataset<K, V>> batches = new StreamNode.Step<>(node, pairs -> pairs.reduceByKey(function));
        StreamNode<KeyedDataset<K, V>> windows = windowed("reduceByKeyAndWindow", batches, length, slide);
        return stateless(new StreamNode.ResultOf<>(windows, pairs -> pairs.reduceByKey(function)));
    }

    /**
     * As {@link #reduceByKeyAndWindow(ReduceFunction, ReduceFunction, Duration, Duration, FilterFunction2)}, and no key is
     * given up: one of which nothing is left stays, with the value that is left, and so the query has a batch for each
     * slide from its first key on.
     */
    public KeyedDStream<K, V> reduceByKeyAndWindow(
            ReduceFunction<V> function, ReduceFunction<V> inverse, Duration length, Duration slide) {
        return reduced(function, inverse, length, slide, null);
    }

    /**
     * As {@link #reduceByKeyAndWindow(ReduceFunction, Duration, Duration)}, by adding what enters a window and taking away
     * what leaves it, which costs the same for windows of any length. The values are kept as state, under the name given by
     * {@link #named} right after it, or under one made of the names of its sources; with another length or slide they
     * cannot be used any more. All keys that are kept are given at each slide.
     *
     * <p>After a restart what leaves is computed again, by the code as it is then: code before this step that gives other
     * values for the same rows would take away what was never added. With such a change give the step another name. A
     * source that is left out while a window holds its rows is refused.
     *
     * @param inverse takes its right argument, which was added before, away from its left one
     * @param filter says which keys are kept; those of which it says false are given up, as of no more use
     */
    public KeyedDStream<K, V> reduceByKeyAndWindow(
            ReduceFunction<V> function,
            ReduceFunction<V> inverse,
            Duration length,
            Duration slide,
            FilterFunction2<? super K, ? super V> filter) {
        Given.function("reduceByKeyAndWindow", filter);
        return reduced(function, inverse, length, slide, filter);
    }

    private KeyedDStream<K, V> reduced(
            ReduceFunction<V> function,
            ReduceFunction<V> inverse,
            Duration length,
            Duration slide,
            @Nullable FilterFunction2<? super K, ? super V> filter) {
        String operation = "reduceByKeyAndWindow";
        Given.function(operation, function);
        Given.function(operation, inverse);
        checkNoUpdates(operation);
        WindowSpan span = streams.span(operation, this, length, slide);
        WindowReduction<K, V> reduction = new WindowReduction<>(span, function, inverse, filter);
        return stateless(StatefulNode.WindowReduced.of(node, operation, reduction));
    }

    /** As {@link #groupByKeyAndWindow(Duration, Duration)}, with a slide of one interval. */
    public KeyedDStream<K, Iterable<V>> groupByKeyAndWindow(Duration length) {
        return groupByKeyAndWindow(length, streams.intervalOf("groupByKeyAndWindow", this));
    }

    /**
     * At each slide, all values of each key within {@code length}, those of the oldest batch first. They may lie on disk,
     * as those of {@link KeyedDataset#groupByKey()}. See {@link DStream#window(Duration, Duration)}.
     */
    public KeyedDStream<K, Iterable<V>> groupByKeyAndWindow(Duration length, Duration slide) {
        StreamNode<KeyedDataset<K, V>> placed = new StreamNode.Step<>(
                node, pairs -> pairs.partitionBy(KeyPartitioner.hash(Math.max(1, pairs.partitionCount()))));
        StreamNode<KeyedDataset<K, V>> windows = windowed("groupByKeyAndWindow", placed, length, slide);
        return stateless(new StreamNode.ResultOf<>(windows, KeyedDataset::groupByKey));
    }

    /** The same pairs, which {@link #slice} can look at again for a while. See {@link DStream#remember}. */
    public KeyedDStream<K, V> remember(Duration length) {
        checkNoUpdates("remember");
        StreamNode<KeyedDataset<K, V>> remembered =
                new StreamNode.Remembered<>(node, streams.checkRemembers(this, length));
        return new KeyedDStream<>(streams, remembered, name, false);
    }

    /** What this stream gave in the batches from one time to another, both included. See {@link DStream#slice}. */
    public List<KeyedDataset<K, V>> slice(Instant from, Instant to) {
        return Streams.slices(this, node).between(from, to);
    }

    @Override
    public KeyedDStream<K, V> named(String newName) {
        Given.argument("named", "name", newName);
        StreamNode<KeyedDataset<K, V>> renamed = node.named(newName);
        return new KeyedDStream<>(
                streams,
                renamed == null ? new StreamNode.Step<>(node, pairs -> pairs.named(newName)) : renamed,
                newName,
                updates);
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
