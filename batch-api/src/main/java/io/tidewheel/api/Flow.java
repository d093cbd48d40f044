package io.tidewheel.api;

import io.tidewheel.data.Pair;
import io.tidewheel.function.EmitFunction;
import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.FlatMapFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.PairEmitFunction;
import io.tidewheel.function.StreamFunction;
import java.time.Duration;
import java.time.Instant;

/**
 * Elements to be transformed, bounded or not: what a batch and a stream have in common. Holds exactly the operations
 * whose result does not depend on where a stream is cut into batches, so that a job written against it means the same
 * for both.
 *
 * <p>Describing is all it does: every operation returns at once and touches no data. Immutable and thread-safe.
 *
 * @see Dataset#via(FlowJob)
 */
public interface Flow<T> {
    /** The result of {@code function} for each element, in their order. */
    <R> Flow<R> map(MapFunction<? super T, ? extends R> function);

    /** What {@code function} gives for each element, one after the other. */
    <R> Flow<R> flatMap(FlatMapFunction<? super T, ? extends R> function);

    /** What {@code function} emits for each element, one after the other, as it emits it: nothing is collected. */
    <R> Flow<R> flatMap(EmitFunction<? super T, R> function);

    /** The elements of the stream that {@code function} gives for each element; each stream is read once and closed. */
    <R> Flow<R> flatMapStream(StreamFunction<? super T, ? extends R> function);

    /** The elements for which {@code function} says true. */
    Flow<T> filter(FilterFunction<? super T> function);

    /** Each element with its key. */
    <K> KeyedFlow<K, T> keyBy(MapFunction<? super T, ? extends K> key);

    /** A value of each element with its key. */
    <K, V> KeyedFlow<K, V> keyBy(MapFunction<? super T, ? extends K> key, MapFunction<? super T, ? extends V> value);

    /** The pair that {@code function} gives for each element; it must not be null, its key and value may. */
    <K, V> KeyedFlow<K, V> mapToPair(MapFunction<? super T, Pair<K, V>> function);

    /** The keys with values that {@code function} emits for each element, without an object for each pair. */
    <K, V> KeyedFlow<K, V> flatMapToPair(PairEmitFunction<? super T, K, V> function);

    /**
     * Each element with the time at which it happened, for windows.
     *
     * @param time of an element; one for which it gives null is in no window
     * @param maxDelay how much earlier than another element one may have happened and still come after it; a stream waits so
     *     long before it takes a window to be finished
     */
    default EventFlow<T> withEventTime(MapFunction<? super T, Instant> time, Duration maxDelay) {
        return withEventTime(EventTime.of(time, maxDelay));
    }

    /** Each element with the time at which it happened, or came, for windows. */
    EventFlow<T> withEventTime(EventTime<? super T> eventTime);

    /** The elements of both, duplicates included. {@code other} is of the same session and of the same kind. */
    Flow<T> union(Flow<T> other);

    /** The same flow under a name that plans, progress and errors show, and by which a stream finds its state again. */
    Flow<T> named(String name);
}
