package io.tidewheel.function;

import java.io.Serializable;

/** Uses a key and its value for its side effect. */
@FunctionalInterface
public interface ForEachFunction2<A, B> extends Serializable {
    void accept(A first, B second) throws Exception;
}
