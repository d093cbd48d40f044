package io.tidewheel.function;

import java.io.Serializable;

/** Merges two values into one of the same kind. Must be associative; it may change and return {@code left}, never {@code right}. */
@FunctionalInterface
public interface ReduceFunction<T> extends Serializable {
    T reduce(T left, T right) throws Exception;
}
