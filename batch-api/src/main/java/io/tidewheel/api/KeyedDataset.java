package io.tidewheel.api;

import io.tidewheel.batch.action.Actions;
import io.tidewheel.batch.step.PairSteps;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.EmitFunction2;
import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.FlatMapFunction2;
import io.tidewheel.function.ForEachFunction;
import io.tidewheel.function.ForEachFunction2;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MapFunction2;
import io.tidewheel.function.MapFunction3;
import io.tidewheel.function.MapFunction4;
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.ReduceFunction;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys with values, bounded, in partitions. Keys and values may be null. A key may occur any number of times.
 *
 * <p>Operations that bring equal keys together exchange rows between partitions, unless they already lie as wanted:
 * {@link #partitionBy} and all such operations leave them partitioned by key, and filter, mapValues and flatMapValues
 * keep it so. Without a partitioner given, the largest one of the inputs is used if it has enough partitions, or else a
 * hash partitioner with as many partitions as the largest input (or as {@code tidewheel.default.parallelism} says).
 */
public final class KeyedDataset<K, V> extends Rows<KeyedDataset<K, V>> implements KeyedFlow<K, V> {
    KeyedDataset(Tidewheel session, Lineage lineage, String name) {
        super(session, lineage, name);
    }

    KeyedDataset(Tidewheel session, PlanNode node) {
        this(session, new Lineage(node), "");
    }

    @Override
    KeyedDataset<K, V> over(Lineage other, String otherName) {
        return new KeyedDataset<>(session(), other, otherName);
    }

    @Override
    KeyedDataset<K, V> self() {
        return this;
    }

    private <R> Dataset<R> rows(PlanNode other) {
        return new Dataset<>(session(), other);
    }

    <L, W> KeyedDataset<L, W> pairs(PlanNode other) {
        return new KeyedDataset<>(session(), other);
    }

    // One key with its value after the other

    @Override
    public <R> Dataset<R> map(MapFunction2<? super K, ? super V, ? extends R> function) {
        return rows(then(PairSteps.map(function)));
    }

    @Override
    public <R> Dataset<R> flatMap(FlatMapFunction2<? super K, ? super V, ? extends R> function) {
        return rows(then(PairSteps.flatMap(function)));
    }

    @Override
    public <R> Dataset<R> flatMap(EmitFunction2<? super K, ? super V, R> function) {
        return rows(then(PairSteps.flatMapEmit(function)));
    }

    @Override
    public KeyedDataset<K, V> filter(FilterFunction2<? super K, ? super V> function) {
        return pairs(thenKeepingKeys(PairSteps.filter(function)));
    }

    /** {@link #filterByRange(Object, Object, Order)} in natural order. */
    public KeyedDataset<K, V> filterByRange(K from, K to) {
        return filterByRange(from, to, Takes.natural());
    }

    /**
     * The rows whose keys lie between two, both included, in the given order. Partitions that a sort by key in this order
     * made, and in which no such keys can be, are not read.
     */
    public KeyedDataset<K, V> filterByRange(K from, K to, Order<? super K> order) {
        return pairs(Sorts.between(this, from, to, order));
    }

    @Override
    public <K2> KeyedDataset<K2, V> keyBy(MapFunction2<? super K, ? super V, ? extends K2> key) {
        Given.function("keyBy", key);
        KeyTypes.check(key);
        return pairs(then(PairSteps.keyBy(key)));
    }

    @Override
    public <K2, V2> KeyedDataset<K2, V2> mapToPair(MapFunction2<? super K, ? super V, Pair<K2, V2>> function) {
        return pairs(then(PairSteps.mapToPair(function)));
    }

    @Override
    public <W> KeyedDataset<K, W> mapValues(MapFunction<? super V, ? extends W> function) {
        return pairs(thenKeepingKeys(PairSteps.mapValues(function)));
    }

    @Override
    public <W> KeyedDataset<K, W> mapValues(MapFunction2<? super K, ? super V, ? extends W> function) {
        return pairs(thenKeepingKeys(PairSteps.mapValuesWithKey(function)));
    }

    @Override
    public <W> KeyedDataset<K, W> flatMapValues(FlatMapFunction<? super V, ? extends W> function) {
        return pairs(thenKeepingKeys(PairSteps.flatMapValues(function)));
    }

    @Override
    public <W> KeyedDataset<K, W> flatMapValues(EmitFunction<? super V, W> function) {
        return pairs(thenKeepingKeys(PairSteps.flatMapValuesEmit(function)));
    }

    @Override
    public Dataset<K> keys() {
        return rows(then(PairSteps.keys()));
    }

    @Override
    public Dataset<V> values() {
        return rows(then(PairSteps.values()));
    }

    /** Each value as the key of its key. */
    public KeyedDataset<V, K> swap() {
        return pairs(then(PairSteps.swap()));
    }

    /** Each key with its value as one object. */
    public Dataset<Pair<K, V>> pairs() {
        return rows(node());
    }

    @Override
    public KeyedDataset<K, V> union(KeyedFlow<K, V> other) {
        return unionAll(List.of(Others.keyed(this, other)));
    }

    /** {@link #sampleByKey(boolean, Map, long)} with a fixed seed. */
    public KeyedDataset<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions) {
        return sampleByKey(withReplacement, fractions, DEFAULT_SEED);
    }

    /** As {@link #sample(boolean, double, long)}, with the fraction of each key; a key without one has none left. */
    public KeyedDataset<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions, long seed) {
        return pairs(KeySamples.about(this, withReplacement, fractions, seed));
    }

    /** {@link #sampleByKeyExact(boolean, Map, long)} with a fixed seed. */
    public KeyedDataset<K, V> sampleByKeyExact(boolean withReplacement, Map<K, Double> fractions) {
        return sampleByKeyExact(withReplacement, fractions, DEFAULT_SEED);
    }

    /**
     * As {@link #sampleByKey(boolean, Map, long)}, but with exact numbers: of n rows of a key, {@code fraction * n},
     * rounded up. A job counts the rows of the keys in {@code fractions} first.
     */
    public KeyedDataset<K, V> sampleByKeyExact(boolean withReplacement, Map<K, Double> fractions, long seed) {
        return pairs(KeySamples.exact(this, withReplacement, fractions, seed));
    }

    /** What {@code job} makes of this dataset. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public <R> Dataset<R> via(FlowJob<KeyedFlow<K, V>, R> job) {
        return Others.dataset(this, job.apply(this));
    }

    /** What {@code job} makes of this dataset. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public <K2, V2> KeyedDataset<K2, V2> via(KeyedFlowJob<KeyedFlow<K, V>, K2, V2> job) {
        return Others.keyed(this, job.apply(this));
    }

    // Equal keys together: one result for each key

    /** The values of each key merged into one. Values are merged in the order of partitions, where they are first. */
    public KeyedDataset<K, V> reduceByKey(ReduceFunction<V> function) {
        return reduceByKey(function, Keying.partitioner(this));
    }

    /** As {@link #reduceByKey(ReduceFunction)}, by a hash partitioner of so many partitions. */
    public KeyedDataset<K, V> reduceByKey(ReduceFunction<V> function, int partitions) {
        return reduceByKey(function, KeyPartitioner.hash(partitions));
    }

    /** As {@link #reduceByKey(ReduceFunction)}, by the given partitioner. */
    public KeyedDataset<K, V> reduceByKey(ReduceFunction<V> function, KeyPartitioner<? super K> partitioner) {
        return reduceByKey(function, KeyPartitioners.forEngine(this, partitioner));
    }

    private KeyedDataset<K, V> reduceByKey(ReduceFunction<V> function, Partitioner partitioner) {
        Given.function("reduceByKey", function);
        return pairs(Keying.combined(this, Combiners.reducing(function), partitioner));
    }

    /** {@link #reduceByKey(ReduceFunction)}, in memory. An action. */
    public Map<K, V> reduceByKeyLocally(ReduceFunction<V> function) {
        return reduceByKey(function).collectAsMap();
    }

    /** As {@link #reduceByKey(ReduceFunction)}, from a neutral value; each key begins with a copy. */
    public KeyedDataset<K, V> foldByKey(V zero, ReduceFunction<V> function) {
        return pairs(
                Keying.combined(this, Combiners.folding(session().copy(zero), function), Keying.partitioner(this)));
    }

    /** As {@link #foldByKey(Object, ReduceFunction)}, by a hash partitioner of so many partitions. */
    public KeyedDataset<K, V> foldByKey(V zero, ReduceFunction<V> function, int partitions) {
        return pairs(Keying.combined(this, Combiners.folding(session().copy(zero), function), Keying.hash(partitions)));
    }

    /** As {@link #foldByKey(Object, ReduceFunction)}; {@code zero} makes what each key begins with. */
    public KeyedDataset<K, V> foldByKeyFrom(CreateFunction<V> zero, ReduceFunction<V> function) {
        return pairs(Keying.combined(this, Combiners.foldingFrom(zero, function), Keying.partitioner(this)));
    }

    /** As {@link #foldByKeyFrom(CreateFunction, ReduceFunction)}, by a hash partitioner of so many partitions. */
    public KeyedDataset<K, V> foldByKeyFrom(CreateFunction<V> zero, ReduceFunction<V> function, int partitions) {
        return pairs(Keying.combined(this, Combiners.foldingFrom(zero, function), Keying.hash(partitions)));
    }

    /** The values of each key folded into an accumulator of another type: each key begins with a copy of {@code zero}. */
    public <A> KeyedDataset<K, A> aggregateByKey(A zero, MergeFunction<A, ? super V> add, ReduceFunction<A> merge) {
        return pairs(Keying.combined(
                this, Combiners.aggregating(session().copy(zero), add, merge), Keying.partitioner(this)));
    }

    /** As {@link #aggregateByKey(Object, MergeFunction, ReduceFunction)}, by a hash partitioner of so many partitions. */
    public <A> KeyedDataset<K, A> aggregateByKey(
            A zero, MergeFunction<A, ? super V> add, ReduceFunction<A> merge, int partitions) {
        return pairs(Keying.combined(
                this, Combiners.aggregating(session().copy(zero), add, merge), Keying.hash(partitions)));
    }

    /** As {@link #aggregateByKey(Object, MergeFunction, ReduceFunction)}; {@code zero} makes what each key begins with. */
    public <A> KeyedDataset<K, A> aggregateByKeyFrom(
            CreateFunction<A> zero, MergeFunction<A, ? super V> add, ReduceFunction<A> merge) {
        return pairs(Keying.combined(this, Combiners.aggregatingFrom(zero, add, merge), Keying.partitioner(this)));
    }

    /** As {@link #aggregateByKeyFrom(CreateFunction, MergeFunction, ReduceFunction)}, by a hash partitioner of so many partitions. */
    public <A> KeyedDataset<K, A> aggregateByKeyFrom(
            CreateFunction<A> zero, MergeFunction<A, ? super V> add, ReduceFunction<A> merge, int partitions) {
        return pairs(Keying.combined(this, Combiners.aggregatingFrom(zero, add, merge), Keying.hash(partitions)));
    }

    /** The values of each key folded into an accumulator that {@code create} makes of the first value in a partition. */
    public <A> KeyedDataset<K, A> combineByKey(
            MapFunction<? super V, A> create, MergeFunction<A, ? super V> add, ReduceFunction<A> merge) {
        return pairs(Keying.combined(this, Combiners.combining(create, add, merge), Keying.partitioner(this)));
    }

    /** As {@link #combineByKey(MapFunction, MergeFunction, ReduceFunction)}, by a hash partitioner of so many partitions. */
    public <A> KeyedDataset<K, A> combineByKey(
            MapFunction<? super V, A> create,
            MergeFunction<A, ? super V> add,
            ReduceFunction<A> merge,
            int partitions) {
        return pairs(Keying.combined(this, Combiners.combining(create, add, merge), Keying.hash(partitions)));
    }

    @Override
    public <R> KeyedDataset<K, R> aggregate(Aggregator<? super V, ?, R> aggregator) {
        return Keying.aggregated(this, aggregator);
    }

    /**
     * The values of each key together, in the order of partitions. They may lie on disk: the iterable can be read any
     * number of times during the call of the function that gets it. What keeps the row (a cache, an exchange, the result of
     * an action) takes them as a list; a function that puts the iterable into an object of its own makes a list of it first:
     * read later, it says so.
     */
    public KeyedDataset<K, Iterable<V>> groupByKey() {
        return pairs(Keying.grouped(this, Keying.partitioner(this)));
    }

    /** As {@link #groupByKey()}, by a hash partitioner of so many partitions. */
    public KeyedDataset<K, Iterable<V>> groupByKey(int partitions) {
        return pairs(Keying.grouped(this, Keying.hash(partitions)));
    }

    /** As {@link #groupByKey()}, by the given partitioner. */
    public KeyedDataset<K, Iterable<V>> groupByKey(KeyPartitioner<? super K> partitioner) {
        return pairs(Keying.grouped(this, KeyPartitioners.forEngine(this, partitioner)));
    }

    /** The distinct keys with values. */
    public KeyedDataset<K, V> distinct() {
        return pairs().distinct().mapToPair(pair -> pair);
    }

    // Equal keys together: partitions

    /** The same rows, each in the partition that {@code partitioner} says; nothing if they lie so already. */
    public KeyedDataset<K, V> partitionBy(KeyPartitioner<? super K> partitioner) {
        return pairs(Keying.partitioned(this, KeyPartitioners.forEngine(this, partitioner)));
    }

    /**
     * Which partition each key is in; empty if that is unknown. Runs nothing.
     *
     * <p>After {@link #sortByKey} these are its ranges: they place other datasets of this session likewise, so that joins
     * with this one move nothing. Their bounds are found when they are first needed, by a job that samples the keys, and
     * kept. Hence only the driver may ask these ranges for the partition of a key.
     */
    public Optional<KeyPartitioner<K>> partitioner() {
        return Optional.ofNullable(KeyPartitioners.forUser(node().layout().partitioner()));
    }

    /** {@link #partitionBy}, and each partition sorted by key; equal keys stay in their order. */
    public KeyedDataset<K, V> repartitionAndSortWithinPartitions(KeyPartitioner<? super K> partitioner) {
        return repartitionAndSortWithinPartitions(partitioner, Takes.natural());
    }

    /** {@link #partitionBy}, and each partition sorted by key in the given order; equal keys stay in their order. */
    public KeyedDataset<K, V> repartitionAndSortWithinPartitions(
            KeyPartitioner<? super K> partitioner, Order<? super K> order) {
        return pairs(Sorts.withinPartitions(this, partitioner, order));
    }

    /** All rows in the natural order of their keys; equal keys stay in their order. */
    public KeyedDataset<K, V> sortByKey() {
        return sortByKey(Takes.natural());
    }

    /** All rows in the order of their keys; equal keys stay in their order. */
    public KeyedDataset<K, V> sortByKey(Order<? super K> order) {
        return sortByKey(order, Keying.samePartitions(this));
    }

    /** As {@link #sortByKey(Order)}, in so many partitions. Samples the keys first, with a fixed seed, for even ranges. */
    public KeyedDataset<K, V> sortByKey(Order<? super K> order, int partitions) {
        return inOrder("sortByKey", order, partitions);
    }

    /** @param operation as the user called it */
    KeyedDataset<K, V> inOrder(String operation, Order<? super K> order, int partitions) {
        return pairs(Sorts.byKey(operation, this, order, partitions));
    }

    // With others

    /** Each value with each value of {@code other} under the same key. */
    public <W> KeyedDataset<K, Pair<V, W>> join(KeyedDataset<K, W> other) {
        return join(other, Pair::of);
    }

    @Override
    public <W, R> KeyedDataset<K, R> join(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return pairs(Joins.inner(this, other, function, Keying.partitioner(this, other)));
    }

    /** As {@link #join(KeyedDataset, MapFunction2)}, by a hash partitioner of so many partitions. */
    public <W, R> KeyedDataset<K, R> join(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function, int partitions) {
        return pairs(Joins.inner(this, other, function, Keying.hash(partitions)));
    }

    /** As {@link #join(KeyedDataset)}, and each value with nothing where {@code other} has no such key. */
    public <W> KeyedDataset<K, Pair<V, Optional<W>>> leftJoin(KeyedDataset<K, W> other) {
        return leftJoin(other, (v, w) -> Pair.of(v, Optional.ofNullable(w)));
    }

    @Override
    public <W, R> KeyedDataset<K, R> leftJoin(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return pairs(Joins.left(this, other, function, Keying.partitioner(this, other)));
    }

    /** As {@link #leftJoin(KeyedDataset, MapFunction2)}, by a hash partitioner of so many partitions. */
    public <W, R> KeyedDataset<K, R> leftJoin(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function, int partitions) {
        return pairs(Joins.left(this, other, function, Keying.hash(partitions)));
    }

    /** As {@link #join(KeyedDataset)}, and nothing with each value of {@code other} where this has no such key. */
    public <W> KeyedDataset<K, Pair<Optional<V>, W>> rightJoin(KeyedDataset<K, W> other) {
        return rightJoin(other, (v, w) -> Pair.of(Optional.ofNullable(v), w));
    }

    /** As {@link #join(KeyedDataset, MapFunction2)}, and null with each value of {@code other} whose key this lacks. */
    public <W, R> KeyedDataset<K, R> rightJoin(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return pairs(Joins.right(this, other, function, Keying.partitioner(this, other)));
    }

    /** As {@link #rightJoin(KeyedDataset, MapFunction2)}, by a hash partitioner of so many partitions. */
    public <W, R> KeyedDataset<K, R> rightJoin(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function, int partitions) {
        return pairs(Joins.right(this, other, function, Keying.hash(partitions)));
    }

    /** As {@link #join(KeyedDataset)}, and the values of keys that only one side has. */
    public <W> KeyedDataset<K, Pair<Optional<V>, Optional<W>>> fullJoin(KeyedDataset<K, W> other) {
        return fullJoin(other, (v, w) -> Pair.of(Optional.ofNullable(v), Optional.ofNullable(w)));
    }

    /** As {@link #join(KeyedDataset, MapFunction2)}, and the values of keys that only one side has with null. */
    public <W, R> KeyedDataset<K, R> fullJoin(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function) {
        return pairs(Joins.full(this, other, function, Keying.partitioner(this, other)));
    }

    /** As {@link #fullJoin(KeyedDataset, MapFunction2)}, by a hash partitioner of so many partitions. */
    public <W, R> KeyedDataset<K, R> fullJoin(
            KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function, int partitions) {
        return pairs(Joins.full(this, other, function, Keying.hash(partitions)));
    }

    /** The values of each key on both sides. */
    public <W> KeyedDataset<K, Pair<Iterable<V>, Iterable<W>>> cogroup(KeyedDataset<K, W> other) {
        return cogroup(other, Pair::of);
    }

    /**
     * {@code function} of the values of each key on both sides, empty where there are none. They may lie on disk and can
     * be read any number of times during the call, and are kept as those of {@link #groupByKey()} are.
     */
    public <W, R> KeyedDataset<K, R> cogroup(
            KeyedDataset<K, W> other, MapFunction2<? super Iterable<V>, ? super Iterable<W>, ? extends R> function) {
        return Joins.cogroup(this, other, function);
    }

    /** As {@link #cogroup(KeyedDataset, MapFunction2)}, of three. */
    public <W, X, R> KeyedDataset<K, R> cogroup(
            KeyedDataset<K, W> second,
            KeyedDataset<K, X> third,
            MapFunction3<? super Iterable<V>, ? super Iterable<W>, ? super Iterable<X>, ? extends R> function) {
        return Joins.cogroup(this, second, third, function);
    }

    /** As {@link #cogroup(KeyedDataset, MapFunction2)}, of four. */
    public <W, X, Y, R> KeyedDataset<K, R> cogroup(
            KeyedDataset<K, W> second,
            KeyedDataset<K, X> third,
            KeyedDataset<K, Y> fourth,
            MapFunction4<
                            ? super Iterable<V>,
                            ? super Iterable<W>,
                            ? super Iterable<X>,
                            ? super Iterable<Y>,
                            ? extends R>
                    function) {
        return Joins.cogroup(this, second, third, fourth, function);
    }

    /** The rows whose key {@code other} does not have, placed as they were, or else by hash in as many partitions. */
    public KeyedDataset<K, V> subtractByKey(KeyedDataset<K, ?> other) {
        return Joins.withoutKeysOf(this, other);
    }

    // Actions

    /** All keys with values, in order, in memory. An action. */
    public List<Pair<K, V>> collect() {
        return Takes.all(this);
    }

    /** The values by key, in memory; of several under one key the last. An action. */
    public Map<K, V> collectAsMap() {
        return Folds.lastOfEach(run(Actions.<K, V>collectAsMap()));
    }

    /** The first {@code limit} keys with values; runs one partition, then four times as many, and so on. An action. */
    public List<Pair<K, V>> take(int limit) {
        return Takes.first(this, limit);
    }

    /** The first key with its value. An action. */
    public Pair<K, V> first() {
        return Takes.one(this, take(1));
    }

    /**
     * The values of one key, in order. Runs one partition only if the {@link #partitioner()} is known; after a sort that
     * has not run yet, a job finds its bounds before. An action.
     */
    public List<V> lookup(K key) {
        return Takes.lookup(this, key);
    }

    /** How often each key occurs, in memory. An action. */
    public Map<K, Long> countByKey() {
        return Folds.counts(run(Actions.<K>countByKey()));
    }

    /** The keys with values, as {@link Dataset#toLocalIterator} gives elements. */
    public Iterator<Pair<K, V>> toLocalIterator() {
        return new LocalIterator<>(this);
    }

    /** Calls {@code function} for each key with its value, in tasks. An action. */
    public void forEach(ForEachFunction<? super Pair<K, V>> function) {
        run(Actions.forEach(function));
    }

    /** Calls {@code function} for each key with its value, in tasks. An action. */
    public void forEach(ForEachFunction2<? super K, ? super V> function) {
        run(Actions.forEachPair(function));
    }

    /** Calls {@code function} for each partition, in tasks. An action. */
    public void forEachPartition(ForEachFunction<Iterator<Pair<K, V>>> function) {
        run(Actions.forEachPartition(function));
    }
}
