package io.tidewheel.function;

import java.io.Serializable;

/** Makes a fresh value, for instance the empty accumulator of a key. Two calls never return the same mutable object. */
@FunctionalInterface
public interface CreateFunction<T> extends Serializable {
    T create() throws Exception;
}
