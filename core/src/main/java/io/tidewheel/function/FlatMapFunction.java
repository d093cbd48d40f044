package io.tidewheel.function;

import java.io.Serializable;

/** Turns one element into any number of others. The result is read once, lazily; it must not be null. */
@FunctionalInterface
public interface FlatMapFunction<T, R> extends Serializable {
    Iterable<? extends R> flatMap(T value) throws Exception;
}
