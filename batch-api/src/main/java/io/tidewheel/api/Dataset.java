package io.tidewheel.api;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.batch.action.Actions;
import io.tidewheel.batch.file.RowFormat;
import io.tidewheel.batch.step.PartitionSteps;
import io.tidewheel.batch.step.RowSteps;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.ForEachFunction;
import io.tidewheel.function.IndexedPartitionFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.PairEmitFunction;
import io.tidewheel.function.PartitionFunction;
import io.tidewheel.function.ReduceFunction;
import io.tidewheel.function.StreamFunction;
import io.tidewheel.function.ToDouble;
import io.tidewheel.function.ToLong;
import io.tidewheel.function.ZipPartitionsFunction;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Elements, bounded, in partitions. Elements may be null. */
public final class Dataset<T> extends Rows<Dataset<T>> implements Flow<T> {
    Dataset(Tidewheel session, Lineage lineage, String name) {
        super(session, lineage, name);
    }

    Dataset(Tidewheel session, PlanNode node) {
        this(session, new Lineage(node), "");
    }

    @Override
    Dataset<T> over(Lineage other, String otherName) {
        return new Dataset<>(session(), other, otherName);
    }

    @Override
    Dataset<T> self() {
        return this;
    }

    private <R> Dataset<R> to(PlanNode other) {
        return new Dataset<>(session(), other);
    }

    <R> Dataset<R> derive(Step step) {
        return to(then(step));
    }

    private <K, V> KeyedDataset<K, V> toPairs(PlanNode other) {
        return new KeyedDataset<>(session(), other);
    }

    // One element after the other

    @Override
    public <R> Dataset<R> map(MapFunction<? super T, ? extends R> function) {
        return to(then(RowSteps.map(function)));
    }

    @Override
    public Dataset<T> filter(FilterFunction<? super T> function) {
        return to(then(RowSteps.filter(function)));
    }

    @Override
    public <R> Dataset<R> flatMap(FlatMapFunction<? super T, ? extends R> function) {
        return to(then(RowSteps.flatMap(function)));
    }

    @Override
    public <R> Dataset<R> flatMap(EmitFunction<? super T, R> function) {
        return to(then(RowSteps.flatMapEmit(function)));
    }

    @Override
    public <R> Dataset<R> flatMapStream(StreamFunction<? super T, ? extends R> function) {
        return to(then(RowSteps.flatMapStream(function)));
    }

    @Override
    public <K> KeyedDataset<K, T> keyBy(MapFunction<? super T, ? extends K> key) {
        Given.function("keyBy", key);
        KeyTypes.check(key);
        return withKey(key);
    }

    /** As {@link #keyBy}, for sorts, which need no key to be hashed. */
    private <K> KeyedDataset<K, T> withKey(MapFunction<? super T, ? extends K> key) {
        return toPairs(then(RowSteps.keyBy(key)));
    }

    @Override
    public <K, V> KeyedDataset<K, V> keyBy(
            MapFunction<? super T, ? extends K> key, MapFunction<? super T, ? extends V> value) {
        Given.function("keyBy", value);
        return this.<K>keyBy(key).mapValues(value);
    }

    @Override
    public <K, V> KeyedDataset<K, V> mapToPair(MapFunction<? super T, Pair<K, V>> function) {
        return toPairs(then(RowSteps.mapToPair(function)));
    }

    @Override
    public <K, V> KeyedDataset<K, V> flatMapToPair(PairEmitFunction<? super T, K, V> function) {
        return toPairs(then(RowSteps.flatMapToPair(function)));
    }

    @Override
    public EventDataset<T> withEventTime(MapFunction<? super T, Instant> time, Duration maxDelay) {
        return withEventTime(EventTime.of(time, maxDelay));
    }

    @Override
    public EventDataset<T> withEventTime(EventTime<? super T> eventTime) {
        return EventDataset.of(this, eventTime);
    }

    /** A {@code long} of each element, from here on without boxing. */
    public LongDataset mapToLong(ToLong<? super T> function) {
        return new LongDataset(session(), then(RowSteps.mapToLong(function)));
    }

    /** A {@code double} of each element, from here on without boxing. */
    public DoubleDataset mapToDouble(ToDouble<? super T> function) {
        return new DoubleDataset(session(), then(RowSteps.mapToDouble(function)));
    }

    // Partition by partition

    /** What {@code function} makes of the elements of each partition. Runs as fast as its result is read. */
    public <R> Dataset<R> mapPartitions(PartitionFunction<T, R> function) {
        return to(then(PartitionSteps.mapPartitions(function)));
    }

    /** As {@link #mapPartitions}; the function is told the number of the partition, from 0. */
    public <R> Dataset<R> mapPartitionsWithIndex(IndexedPartitionFunction<T, R> function) {
        return to(then(PartitionSteps.mapPartitionsWithIndex(function)));
    }

    /** Each partition as one list. */
    public Dataset<List<T>> glom() {
        return to(then(PartitionSteps.glom()));
    }

    /**
     * What the lines that the command prints are, one after the other, when each partition's elements are fed to it,
     * one a line, as UTF-8. One process for each partition; it must end with exit code 0.
     */
    public Dataset<String> pipe(List<String> command) {
        return pipe(command, Map.of());
    }

    /** As {@link #pipe(List)}, with more environment variables. */
    public Dataset<String> pipe(List<String> command, Map<String, String> environment) {
        Checks.command(command, environment);
        return to(then(PartitionSteps.pipe(command, environment)));
    }

    // With others

    @Override
    public Dataset<T> union(Flow<T> other) {
        return unionAll(List.of(Others.dataset(this, other)));
    }

    /** The distinct elements. */
    public Dataset<T> distinct() {
        return distinct(Keying.samePartitions(this));
    }

    /** The distinct elements, in so many partitions. */
    public Dataset<T> distinct(int partitions) {
        return Sets.distinct(this, partitions);
    }

    /** The distinct elements that are in both. */
    public Dataset<T> intersection(Dataset<T> other) {
        return Sets.intersection(this, other);
    }

    /** The elements, duplicates included, that are not in {@code other}. */
    public Dataset<T> subtract(Dataset<T> other) {
        return Sets.subtract(this, other);
    }

    /** The elements together that have the same key. See {@link KeyedDataset#groupByKey}. */
    public <K> KeyedDataset<K, Iterable<T>> groupBy(MapFunction<? super T, ? extends K> key) {
        Given.function("groupBy", key);
        return this.<K>keyBy(key).groupByKey();
    }

    /** As {@link #groupBy(MapFunction)}, in so many partitions. */
    public <K> KeyedDataset<K, Iterable<T>> groupBy(MapFunction<? super T, ? extends K> key, int partitions) {
        Given.function("groupBy", key);
        return this.<K>keyBy(key).groupByKey(partitions);
    }

    /** All elements in the natural order of what {@code key} takes from them; equal ones stay in their order. */
    public <U extends Comparable<? super U>> Dataset<T> sortBy(MapFunction<? super T, ? extends U> key) {
        return sortBy(key, Order.<U>natural());
    }

    /** All elements in the given order of what {@code key} takes from them; equal ones stay in their order. */
    public <U> Dataset<T> sortBy(MapFunction<? super T, ? extends U> key, Order<? super U> order) {
        return sortBy(key, order, Keying.samePartitions(this));
    }

    /** As {@link #sortBy(MapFunction, Order)}, in so many partitions. Samples first, with a fixed seed, for even ranges. */
    public <U> Dataset<T> sortBy(MapFunction<? super T, ? extends U> key, Order<? super U> order, int partitions) {
        Given.function("sortBy", key);
        Given.argument("sortBy", "order", order);
        return this.<U>withKey(key).inOrder("sortBy", order, partitions).values();
    }

    /** All elements in the given order; equal ones stay in their order. */
    public Dataset<T> sorted(Order<? super T> order) {
        return sorted(order, Keying.samePartitions(this));
    }

    /** As {@link #sorted(Order)}, in so many partitions. */
    public Dataset<T> sorted(Order<? super T> order, int partitions) {
        Given.argument("sorted", "order", order);
        return this.<T>withKey(element -> element)
                .inOrder("sorted", order, partitions)
                .keys();
    }

    /**
     * Each element with that of the same place in {@code other}. Both have the same number of partitions, which is
     * checked here, and of elements in each, which is checked at run time.
     */
    public <U> KeyedDataset<T, U> zip(Dataset<U> other) {
        return toPairs(Zips.zip(this, other));
    }

    /** What {@code function} makes of partitions of the same number, of which both have equally many. */
    public <U, R> Dataset<R> zipPartitions(Dataset<U> other, ZipPartitionsFunction<T, U, R> function) {
        return to(Zips.partitions(this, other, function));
    }

    /** Each element with its number, from 0 in order of partitions. A job counts all partitions but the last first. */
    public KeyedDataset<T, Long> zipWithIndex() {
        return toPairs(Zips.withIndex(this));
    }

    /** Each element with a number that no other has; needs no count, leaves gaps. */
    public KeyedDataset<T, Long> zipWithUniqueId() {
        return toPairs(then(PartitionSteps.zipWithUniqueId(partitionCount())));
    }

    /** Each element with each of {@code other}. */
    public <U> KeyedDataset<T, U> cartesian(Dataset<U> other) {
        return toPairs(Zips.cartesian(this, other));
    }

    /** What {@code job} makes of this dataset. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public <R> Dataset<R> via(FlowJob<Flow<T>, R> job) {
        return Others.dataset(this, job.apply(this));
    }

    /** What {@code job} makes of this dataset. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public <K, V> KeyedDataset<K, V> via(KeyedFlowJob<Flow<T>, K, V> job) {
        return Others.keyed(this, job.apply(this));
    }

    // Actions

    /** All elements, in order, in memory. An action. */
    public List<T> collect() {
        return Takes.all(this);
    }

    /** The first {@code limit} elements, or all if there are fewer; runs one partition, then four times as many, and so on. An action. */
    public List<T> take(int limit) {
        return Takes.first(this, limit);
    }

    /** The first element. An action. */
    public T first() {
        return Takes.one(this, take(1));
    }

    /** The largest elements in their natural order, largest first; of equal ones the first. An action. */
    public List<T> top(int limit) {
        return top(limit, Takes.natural());
    }

    /** The largest elements, largest first; of equal ones the first. An action. */
    public List<T> top(int limit, Order<? super T> order) {
        Given.argument("top", "order", order);
        return Takes.ordered("top", this, limit, order.reversed());
    }

    /** The smallest elements in their natural order, smallest first; of equal ones the first. An action. */
    public List<T> takeOrdered(int limit) {
        return takeOrdered(limit, Takes.natural());
    }

    /** The smallest elements, smallest first; of equal ones the first. An action. */
    public List<T> takeOrdered(int limit, Order<? super T> order) {
        Given.argument("takeOrdered", "order", order);
        return Takes.ordered("takeOrdered", this, limit, order);
    }

    /** {@link #takeSample(boolean, int, long)} with a fixed seed. */
    public List<T> takeSample(boolean withReplacement, int size) {
        return takeSample(withReplacement, size, DEFAULT_SEED);
    }

    /** Elements chosen at random, in random order; all of them if there are fewer and none is replaced. An action. */
    public List<T> takeSample(boolean withReplacement, int size, long seed) {
        return Takes.sample(this, withReplacement, size, seed);
    }

    /**
     * The elements, read partition by partition as the iterator is: holds one partition in memory. Each read of a
     * partition is a job; exchanges run once, and what they gave is kept until the iterator was read to its end, or a job
     * runs after it became garbage, or the session is closed.
     */
    public Iterator<T> toLocalIterator() {
        return new LocalIterator<>(this);
    }

    /** All elements merged into one. No element: an error. An action. */
    public T reduce(ReduceFunction<T> function) {
        return Folds.reduce(this, function);
    }

    /** As {@link #reduce}; partitions' results are merged in tasks, by few at a time, before the driver merges the rest. */
    public T treeReduce(ReduceFunction<T> function) {
        return Folds.treeReduce(this, function, Folds.TREE_DEPTH);
    }

    /** As {@link #treeReduce(ReduceFunction)}, with about so many rounds of merging. */
    public T treeReduce(ReduceFunction<T> function, int depth) {
        return Folds.treeReduce(this, function, depth);
    }

    /**
     * As {@link #reduce}, from {@code zero}, which is the result of no elements. Each partition folds into a copy, and
     * their results are merged into one more: a zero that is not neutral counts for each partition and once more. An
     * action.
     */
    public T fold(T zero, ReduceFunction<T> function) {
        return Folds.fold(this, zero, function);
    }

    /** As {@link #fold}; {@code zero} makes what each partition, and the driver, begins with. */
    public T foldFrom(CreateFunction<T> zero, ReduceFunction<T> function) {
        return Folds.foldFrom(this, zero, function);
    }

    /**
     * All elements folded into an accumulator of another type: into a copy of {@code zero} for each partition, which are
     * then merged, in order, into one more copy. An action.
     */
    public <A> A aggregate(A zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge) {
        return Folds.aggregate(this, zero, add, merge);
    }

    /** What {@code aggregator} makes of all elements: {@code aggregate(avg(Hit::bytes))}. An action. */
    public <R> R aggregate(Aggregator<? super T, ?, R> aggregator) {
        return Folds.aggregated("aggregate", this, aggregator);
    }

    /** About how many different elements: exact up to 64, then within 3.3 % in 95 of 100 cases. An action. */
    public long countApproxDistinct() {
        return Folds.aggregated("countApproxDistinct", this, Aggregators.<T>countDistinctApprox());
    }

    /** As {@link #aggregate}; {@code zero} makes the accumulator of each partition, and the driver's. */
    public <A> A aggregateFrom(CreateFunction<A> zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge) {
        return Folds.aggregateFrom(this, zero, add, merge);
    }

    /**
     * As {@link #aggregate}; accumulators are merged in tasks, by few at a time, before the driver merges the rest. Each
     * round, and the driver, begins with {@code zero} for each accumulator: it should be neutral.
     */
    public <A> A treeAggregate(A zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge) {
        return Folds.treeAggregate(this, zero, add, merge, Folds.TREE_DEPTH);
    }

    /** As {@link #treeAggregate}, with about so many rounds of merging. */
    public <A> A treeAggregate(A zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge, int depth) {
        return Folds.treeAggregate(this, zero, add, merge, depth);
    }

    /** As {@link #treeAggregate(Object, MergeFunction, ReduceFunction)}; {@code zero} makes each zero that is merged. */
    public <A> A treeAggregateFrom(CreateFunction<A> zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge) {
        return Folds.treeAggregateFrom(this, zero, add, merge, Folds.TREE_DEPTH);
    }

    /** As {@link #treeAggregateFrom(CreateFunction, MergeFunction, ReduceFunction)}, with about so many rounds of merging. */
    public <A> A treeAggregateFrom(
            CreateFunction<A> zero, MergeFunction<A, ? super T> add, ReduceFunction<A> merge, int depth) {
        return Folds.treeAggregateFrom(this, zero, add, merge, depth);
    }

    /** The smallest element in natural order; of equal ones the first. No element: an error. An action. */
    public T min() {
        return min(Takes.natural());
    }

    /** The smallest element; of equal ones the first. No element: an error. An action. */
    public T min(Order<? super T> order) {
        return Folds.extreme(this, "min", order);
    }

    /** The largest element in natural order; of equal ones the first. No element: an error. An action. */
    public T max() {
        return max(Takes.natural());
    }

    /** The largest element; of equal ones the first. No element: an error. An action. */
    public T max(Order<? super T> order) {
        Given.argument("max", "order", order);
        return Folds.extreme(this, "max", order.reversed());
    }

    /** Each element with how often it occurs, in memory. An action. */
    public Map<T, Long> countByValue() {
        return Folds.counts(run(Actions.<T>countByValue()));
    }

    /** Saves records as CSV, which {@code csvFile} reads with the same options; see {@link #saveAsTextFile}. An action. */
    public void saveAsCsvFile(String path, CsvOptions options) {
        saveAsCsvFile(path, options, TextCompression.NONE);
    }

    /** As {@link #saveAsCsvFile(String, CsvOptions)}, compressed. An action. */
    public void saveAsCsvFile(String path, CsvOptions options, TextCompression compression) {
        save(path, RowFormat.csv(options, compression));
    }

    /** Saves each element as one line of JSON; see {@link #saveAsTextFile}. An action. */
    public void saveAsJsonLines(String path) {
        saveAsJsonLines(path, TextCompression.NONE);
    }

    /** As {@link #saveAsJsonLines(String)}, compressed. An action. */
    public void saveAsJsonLines(String path, TextCompression compression) {
        save(path, RowFormat.json(compression));
    }

    /** Calls {@code function} for each element, in tasks. An action. */
    public void forEach(ForEachFunction<? super T> function) {
        run(Actions.forEach(function));
    }

    /** Calls {@code function} for each partition, in tasks. An action. */
    public void forEachPartition(ForEachFunction<Iterator<T>> function) {
        run(Actions.forEachPartition(function));
    }
}
