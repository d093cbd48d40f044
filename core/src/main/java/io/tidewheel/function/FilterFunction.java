package io.tidewheel.function;

import java.io.Serializable;

/** Says whether an element stays. */
@FunctionalInterface
public interface FilterFunction<T> extends Serializable {
    boolean test(T value) throws Exception;
}
