package io.tidewheel.api;

import io.tidewheel.function.FilterFunction2;
import io.tidewheel.function.MapFunction;

/** Keys with values that know when they happened. Immutable and thread-safe. */
public interface EventKeyedFlow<K, V> {
    /** The same keys, each with the result of {@code function} for its value. */
    <W> EventKeyedFlow<K, W> mapValues(MapFunction<? super V, ? extends W> function);

    /** The keys with values for which {@code function} says true. */
    EventKeyedFlow<K, V> filter(FilterFunction2<? super K, ? super V> function);

    /** The keys with values of both; of watermarks see {@link EventFlow#union}. */
    EventKeyedFlow<K, V> union(EventKeyedFlow<K, V> other);

    /** The values of each key, by windows of the time at which they happened. */
    WindowedFlow<K, V> window(Windows windows);
}
