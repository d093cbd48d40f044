package io.tidewheel.function;

import java.io.Serializable;

/** Folds one value into an accumulator and returns it; it may change and return {@code accumulator}. */
@FunctionalInterface
public interface MergeFunction<A, T> extends Serializable {
    A merge(A accumulator, T value) throws Exception;
}
