package io.tidewheel.function;

import java.io.Serializable;

/** Turns four values into one: the results of four aggregators, for instance. */
@FunctionalInterface
public interface MapFunction4<A, B, C, D, R> extends Serializable {
    R map(A first, B second, C third, D fourth) throws Exception;
}
