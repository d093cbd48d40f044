package io.tidewheel.function;

import java.io.Serializable;

/** Turns a key and its value into any number of elements. The result is read once, lazily; it must not be null. */
@FunctionalInterface
public interface FlatMapFunction2<A, B, R> extends Serializable {
    Iterable<? extends R> flatMap(A first, B second) throws Exception;
}
