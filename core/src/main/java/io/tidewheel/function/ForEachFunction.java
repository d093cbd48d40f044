package io.tidewheel.function;

import java.io.Serializable;

/** Uses one element for its side effect. */
@FunctionalInterface
public interface ForEachFunction<T> extends Serializable {
    void accept(T value) throws Exception;
}
