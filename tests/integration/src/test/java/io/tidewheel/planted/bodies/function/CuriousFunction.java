package io.tidewheel.planted.bodies.function;

import io.tidewheel.planted.bodies.codec.InternalCodec;

/** A published part of core whose body uses an internal. */
public interface CuriousFunction {
    default String call(String text) {
        return InternalCodec.encode(text);
    }
}
