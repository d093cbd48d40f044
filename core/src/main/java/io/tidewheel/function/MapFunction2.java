package io.tidewheel.function;

import java.io.Serializable;

/** Turns two values into one: a key and its value, or the two sides of a join. */
@FunctionalInterface
public interface MapFunction2<A, B, R> extends Serializable {
    R map(A first, B second) throws Exception;
}
