package io.tidewheel.function;

import java.io.Serializable;

/** Turns a {@code long} into an object. */
@FunctionalInterface
public interface LongTo<R> extends Serializable {
    R map(long value) throws Exception;
}
