package io.tidewheel.function;

import java.io.Serializable;

/** Turns three values into one: the results of three aggregators, for instance. */
@FunctionalInterface
public interface MapFunction3<A, B, C, R> extends Serializable {
    R map(A first, B second, C third) throws Exception;
}
