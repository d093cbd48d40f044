package io.tidewheel.function;

import java.io.Serializable;

/** Turns one element into another. Called once per element, by one task thread at a time; may throw anything. */
@FunctionalInterface
public interface MapFunction<T, R> extends Serializable {
    R map(T value) throws Exception;
}
