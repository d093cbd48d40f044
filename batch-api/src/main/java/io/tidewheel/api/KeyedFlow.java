package io.tidewheel.api;

import io.tidewheel.data.Pair;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.EmitFunction2;
import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.FlatMapFunction2;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MapFunction2;

/**
 * Keys with values, bounded or not: the keyed half of what a batch and a stream have in common. Functions get key and
 * value as two arguments; sides of a join come as (left, right).
 *
 * <p>Describing is all it does: every operation returns at once and touches no data. Immutable and thread-safe.
 *
 * @see Flow
 */
public interface KeyedFlow<K, V> {
    /** The result of {@code function} for each key with its value. */
    <R> Flow<R> map(MapFunction2<? super K, ? super V, ? extends R> function);

    /** What {@code function} gives for each key with its value, one after the other. */
    <R> Flow<R> flatMap(FlatMapFunction2<? super K, ? super V, ? extends R> function);

    /** What {@code function} emits for each key with its value, as it emits it: nothing is collected. */
    <R> Flow<R> flatMap(EmitFunction2<? super K, ? super V, R> function);

    /** The keys with values for which {@code function} says true. */
    KeyedFlow<K, V> filter(FilterFunction2<? super K, ? super V> function);

    /** The same values under another key. */
    <K2> KeyedFlow<K2, V> keyBy(MapFunction2<? super K, ? super V, ? extends K2> key);

    /** The pair that {@code function} gives for each key with its value; it must not be null. */
    <K2, V2> KeyedFlow<K2, V2> mapToPair(MapFunction2<? super K, ? super V, Pair<K2, V2>> function);

    /** The same keys, each with the result of {@code function} for its value. */
    <W> KeyedFlow<K, W> mapValues(MapFunction<? super V, ? extends W> function);

    /** The same keys, each with the result of {@code function} for itself and its value. */
    <W> KeyedFlow<K, W> mapValues(MapFunction2<? super K, ? super V, ? extends W> function);

    /** The same keys, each once for everything that {@code function} gives for its value. */
    <W> KeyedFlow<K, W> flatMapValues(FlatMapFunction<? super V, ? extends W> function);

    /** The same keys, each once for everything that {@code function} emits for its value. */
    <W> KeyedFlow<K, W> flatMapValues(EmitFunction<? super V, W> function);

    /** The keys alone, as often as they occur. */
    Flow<K> keys();

    /** The values alone. */
    Flow<V> values();

    /** The keys with values of both, duplicates included. {@code other} is of the same session and of the same kind. */
    KeyedFlow<K, V> union(KeyedFlow<K, V> other);

    /** {@code function} of each value and each value of {@code other} under the same key. */
    <W, R> KeyedFlow<K, R> join(KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function);

    /** As {@link #join}, and {@code function} of each value and null where {@code other} has no such key. */
    <W, R> KeyedFlow<K, R> leftJoin(KeyedDataset<K, W> other, MapFunction2<? super V, ? super W, ? extends R> function);

    /**
     * What {@code aggregator} makes of all values of each key so far. A dataset has each key once; a stream gives, after
     * each micro-batch, the keys that changed with their new results.
     */
    <R> KeyedFlow<K, R> aggregate(Aggregator<? super V, ?, R> aggregator);

    /** The same flow under a name that plans, progress and errors show, and by which a stream finds its state again. */
    KeyedFlow<K, V> named(String name);
}
