package io.tidewheel.function;

import java.io.Serializable;

/** Turns one element into any number of others by emitting them; {@code out} is valid during the call only. */
@FunctionalInterface
public interface EmitFunction<T, R> extends Serializable {
    void flatMap(T value, Emitter<? super R> out) throws Exception;
}
