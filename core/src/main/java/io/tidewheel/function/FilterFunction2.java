package io.tidewheel.function;

import java.io.Serializable;

/** Says whether a key and its value stay. */
@FunctionalInterface
public interface FilterFunction2<A, B> extends Serializable {
    boolean test(A first, B second) throws Exception;
}
