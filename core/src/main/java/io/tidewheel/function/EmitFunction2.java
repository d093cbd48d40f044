package io.tidewheel.function;

import java.io.Serializable;

/** Turns a key and its value into any number of elements by emitting them; {@code out} is valid during the call only. */
@FunctionalInterface
public interface EmitFunction2<A, B, R> extends Serializable {
    void flatMap(A first, B second, Emitter<? super R> out) throws Exception;
}
