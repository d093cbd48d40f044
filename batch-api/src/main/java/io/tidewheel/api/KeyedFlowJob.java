package io.tidewheel.api;

/**
 * A job, or a part of one, that ends in keys with values: a method from a {@link Flow} or {@link KeyedFlow} to a
 * {@link KeyedFlow}. Runs once, where the job is defined.
 *
 * @param <I> {@code Flow<T>} or {@code KeyedFlow<K, V>}
 */
@FunctionalInterface
public interface KeyedFlowJob<I, K, V> {
    KeyedFlow<K, V> apply(I input);
}
