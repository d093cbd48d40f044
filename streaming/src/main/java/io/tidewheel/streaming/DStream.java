package io.tidewheel.streaming;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.EventTime;
import io.tidewheel.api.Flow;
import io.tidewheel.api.FlowJob;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MapFunction2;
import io.tidewheel.function.PairEmitFunction;
import io.tidewheel.function.PartitionFunction;
import io.tidewheel.function.ReduceFunction;
import io.tidewheel.function.StreamFunction;
import io.tidewheel.streaming.sink.StreamSink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Elements that keep coming, in micro-batches. Describing is all its operations do; the query runs once it is started.
 * Immutable; belongs to the {@link Streams} that made it.
 *
 * <p>Operations that bring the rows of a batch together, such as {@link #count}, give a result for each interval: their
 * query needs an {@link Streams#interval}.
 */
public sealed class DStream<T> implements Flow<T> permits StateDStream {
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
        StreamNode<Dataset<T>> second = streams.stream("union", other).node();
        return new DStream<>(streams, new StreamNode.Both<>(node, second, Dataset::union), "");
    }

    @Override
    public DStream<T> named(String newName) {
        checkedName(newName);
        StreamNode<Dataset<T>> renamed = node.named(newName);
        return new DStream<>(
                streams, renamed == null ? new StreamNode.Step<>(node, rows -> rows.named(newName)) : renamed, newName);
    }

    /** As {@link #window(Duration, Duration)}, with a slide of one interval. */
    public final DStream<T> window(Duration length) {
        return window(length, streams.intervalOf("window", this));
    }

    /**
     * At each slide, the elements of all batches of the last {@code length}, the oldest batch first. What follows sees a
     * window at a time; a batch that covers several slides, because it comes late, gives their windows one after the other,
     * of which its own elements are in the last. {@link Batch#current} has the time of the slide.
     *
     * <p>After a restart elements in a window are computed again from the sources. Behind a step with state that cannot be:
     * there a window keeps its elements as state, under the name given by {@link #named} right after it, or under one made
     * of its operation and the names of its sources. This is so for every operation over windows, and for {@link #remember}.
     *
     * @param length a multiple of the query's interval
     * @param slide a multiple of it too, counted from an interval before the first batch
     */
    public final DStream<T> window(Duration length, Duration slide) {
        return new DStream<>(streams, windowed("window", node, length, slide), "");
    }

    private <R> StreamNode<Dataset<R>> windowed(
            String operation, StreamNode<Dataset<R>> input, Duration length, Duration slide) {
        return new StreamNode.Sliding<>(input, operation, streams.span(operation, this, length, slide));
    }

    /** At each slide, how many elements came within {@code length}; 0 too, once there were any. See {@link #window}. */
    public final DStream<Long> countByWindow(Duration length, Duration slide) {
        return reduced(
                "countByWindow",
                new StreamNode.Step<>(node, rows -> rows.map(row -> 1L)),
                new WindowReduction<>(
                        streams.span("countByWindow", this, length, slide),
                        Long::sum,
                        (all, gone) -> all - gone,
                        null));
    }

    /** At each slide, how often each element came within {@code length}. See {@link #window}. */
    public final KeyedDStream<T, Long> countByValueAndWindow(Duration length, Duration slide) {
        WindowReduction<T, Long> reduction = new WindowReduction<>(
                streams.span("countByValueAndWindow", this, length, slide),
                Long::sum,
                (all, gone) -> all - gone,
                (value, count) -> count != 0);
        StreamNode<KeyedDataset<T, Long>> ones = new StreamNode.Step<>(node, rows -> rows.keyBy(row -> row, row -> 1L));
        return new KeyedDStream<>(
                streams, StatefulNode.WindowReduced.of(ones, "countByValueAndWindow", reduction), "", false);
    }

    /**
     * At each slide, one element made of all that came within {@code length}; none if none came. See {@link #window}.
     *
     * @param function associative, and commutative
     */
    public final DStream<T> reduceByWindow(ReduceFunction<T> function, Duration length, Duration slide) {
        Given.function("reduceByWindow", function);
        StreamNode<Dataset<T>> batches = new StreamNode.Step<>(node, rows -> reduced(rows, function));
        StreamNode<Dataset<T>> windows = windowed("reduceByWindow", batches, length, slide);
        return new DStream<>(streams, new StreamNode.ResultOf<>(windows, rows -> reduced(rows, function)), "");
    }

    private static <T> Dataset<T> reduced(Dataset<T> rows, ReduceFunction<T> function) {
        return rows.keyBy(row -> 0).reduceByKey(function, 1).values();
    }

    /**
     * As {@link #reduceByWindow(ReduceFunction, Duration, Duration)}, by adding what enters a window and taking away what
     * leaves it: once there was an element there always is a result. It is kept as state, under the name given by
     * {@link #named} right after it, or under one made of the names of its sources.
     *
     * @param inverse takes its right argument, which was added before, away from its left one
     */
    public final DStream<T> reduceByWindow(
            ReduceFunction<T> function, ReduceFunction<T> inverse, Duration length, Duration slide) {
        Given.function("reduceByWindow", function);
        Given.function("reduceByWindow", inverse);
        WindowSpan span = streams.span("reduceByWindow", this, length, slide);
        return reduced("reduceByWindow", node, new WindowReduction<>(span, function, inverse, null));
    }

    private <R> DStream<R> reduced(
            String operation, StreamNode<Dataset<R>> input, WindowReduction<Integer, R> reduction) {
        StreamNode<KeyedDataset<Integer, R>> one = new StreamNode.Step<>(input, rows -> rows.keyBy(row -> 0));
        return new DStream<>(
                streams,
                new StreamNode.ResultOf<>(
                        StatefulNode.WindowReduced.of(one, operation, reduction), KeyedDataset::values),
                "");
    }

    /**
     * The same elements; those of the batches of the last {@code length} can be looked at again, by {@link #slice} on the
     * stream that this gives. They are stored, in memory or on disk; after a restart they are computed again from the
     * sources, or read from the state that this step has behind steps with state: see {@link #window(Duration, Duration)}.
     */
    public final DStream<T> remember(Duration length) {
        return new DStream<>(streams, new StreamNode.Remembered<>(node, streams.checkRemembers(this, length)), name);
    }

    /**
     * What this stream gave in the batches from one time to another, both included: a dataset for each batch in which there
     * was something. For use within {@link #forEachBatch}, the batch that runs being the last, and on any thread while the
     * query runs; the datasets are good as long as their batches are remembered. This must be a stream that
     * {@link #remember} gave, and lead to a sink.
     *
     * @throws io.tidewheel.error.TidewheelException (USER_FUNCTION) if {@code from} is not remembered any more, or no query
     *     runs
     */
    public final List<Dataset<T>> slice(Instant from, Instant to) {
        return Streams.slices(this, node).between(from, to);
    }

    static String checkedName(String name) {
        Given.argument("named", "name", name);
        return name;
    }

    // The rows of one batch

    /** What {@code function} makes of the elements of each partition of a batch. See {@link Dataset#mapPartitions}. */
    public final <R> DStream<R> mapPartitions(PartitionFunction<T, R> function) {
        return to(rows -> rows.mapPartitions(function));
    }

    /** Each partition of a batch as one list. */
    public final DStream<List<T>> glom() {
        return to(Dataset::glom);
    }

    /** Each batch in so many partitions of nearly equal size. */
    public final DStream<T> repartition(int partitions) {
        return to(rows -> rows.repartition(partitions));
    }

    /** {@link #persist} in memory only. */
    public final DStream<T> cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    /** The same stream, of which each batch's rows are kept until the batch is over, for all that are made from this one. */
    public final DStream<T> persist(StorageLevel level) {
        Given.argument("persist", "level", level);
        return new DStream<>(streams, new StreamNode.Persisted<>(node, level), "");
    }

    /**
     * What {@code function} makes of each batch's dataset. It is called where the query is described and planned, not with
     * each batch: it describes steps and runs no action. For actions use {@link #forEachBatch}.
     */
    public final <R> DStream<R> transform(MapFunction<? super Dataset<T>, Dataset<R>> function) {
        return to(PerInterval.transforming("transform", streams.session(), function));
    }

    /** As {@link #transform}, to keys with values. */
    public final <K, V> KeyedDStream<K, V> transformToPair(
            MapFunction<? super Dataset<T>, KeyedDataset<K, V>> function) {
        return toPairs(PerInterval.transforming("transformToPair", streams.session(), function));
    }

    /** As {@link #transform}, of the datasets that a batch has of this stream and of {@code other}. */
    public final <U, R> DStream<R> transformWith(
            DStream<U> other, MapFunction2<? super Dataset<T>, ? super Dataset<U>, Dataset<R>> function) {
        StreamNode<Dataset<U>> second = streams.stream("transformWith", other).node();
        BiFunction<Dataset<T>, Dataset<U>, Dataset<R>> both =
                PerInterval.transforming("transformWith", streams.session(), function);
        return new DStream<>(streams, new StreamNode.Both<>(node, second, both), "");
    }

    /** As {@link #transformWith}, to keys with values. */
    public final <U, K, V> KeyedDStream<K, V> transformWithToPair(
            DStream<U> other, MapFunction2<? super Dataset<T>, ? super Dataset<U>, KeyedDataset<K, V>> function) {
        StreamNode<Dataset<U>> second =
                streams.stream("transformWithToPair", other).node();
        BiFunction<Dataset<T>, Dataset<U>, KeyedDataset<K, V>> both =
                PerInterval.transforming("transformWithToPair", streams.session(), function);
        return new KeyedDStream<>(streams, new StreamNode.Both<>(node, second, both), "", false);
    }

    // One result for each interval

    /** How many elements each interval has: one number, also if it has none. */
    public final DStream<Long> count() {
        return new DStream<>(streams, StreamNode.Step.always("count", node, PerInterval::count), "");
    }

    /** How often each element comes in an interval. */
    public final KeyedDStream<T, Long> countByValue() {
        return new KeyedDStream<>(
                streams, StreamNode.Step.perInterval("countByValue", node, PerInterval::countByValue), "", false);
    }

    /** The elements of each interval merged into one; nothing if it has none. See {@link Dataset#reduce}. */
    public final DStream<T> reduce(ReduceFunction<T> function) {
        Given.function("reduce", function);
        return new DStream<>(
                streams, StreamNode.Step.perInterval("reduce", node, rows -> PerInterval.reduce(rows, function)), "");
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

    final Streams streams() {
        return streams;
    }

    final StreamNode<Dataset<T>> node() {
        return node;
    }

    @Override
    public String toString() {
        return "stream" + (name.isEmpty() ? " of " + node.origin() : " '" + name + "'");
    }
}
