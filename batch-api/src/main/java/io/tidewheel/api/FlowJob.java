package io.tidewheel.api;

/**
 * A job, or a part of one, that ends in elements: a method from a {@link Flow} or {@link KeyedFlow} to a {@link Flow}.
 * Runs once, where the job is defined.
 *
 * @param <I> {@code Flow<T>} or {@code KeyedFlow<K, V>}
 */
@FunctionalInterface
public interface FlowJob<I, R> {
    Flow<R> apply(I input);
}
