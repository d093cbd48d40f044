package io.tidewheel.api;

import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.MapFunction;

/**
 * Elements that know when they happened; what is made of one happened when it did. Immutable and thread-safe.
 *
 * @see Flow#withEventTime(EventTime)
 */
public interface EventFlow<T> {
    /** The result of {@code function} for each element. */
    <R> EventFlow<R> map(MapFunction<? super T, ? extends R> function);

    /** The elements for which {@code function} says true. */
    EventFlow<T> filter(FilterFunction<? super T> function);

    /** What {@code function} gives for each element, one after the other. */
    <R> EventFlow<R> flatMap(FlatMapFunction<? super T, ? extends R> function);

    /** What {@code function} emits for each element, as it emits it: nothing is collected. */
    <R> EventFlow<R> flatMap(EmitFunction<? super T, R> function);

    /**
     * The elements of both. In a stream each keeps a watermark of its own: by default the windows of both wait for the one
     * that is behind.
     */
    EventFlow<T> union(EventFlow<T> other);

    /** Each element with its key. */
    <K> EventKeyedFlow<K, T> keyBy(MapFunction<? super T, ? extends K> key);

    /** A value of each element with its key. */
    <K, V> EventKeyedFlow<K, V> keyBy(
            MapFunction<? super T, ? extends K> key, MapFunction<? super T, ? extends V> value);

    /**
     * The same flow under a name by which a stream finds its watermark again; without one it is named by its source. Right
     * after {@link Flow#withEventTime}.
     */
    EventFlow<T> named(String name);
}
