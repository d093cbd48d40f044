package io.tidewheel.function;

import java.io.Serializable;

/** Turns one element into any number of keys with values by emitting them; {@code out} is valid during the call only. */
@FunctionalInterface
public interface PairEmitFunction<T, K, V> extends Serializable {
    void flatMap(T value, PairEmitter<? super K, ? super V> out) throws Exception;
}
