package io.tidewheel.function;

import java.io.Serializable;

/** Turns a {@code long} into another, without boxing. */
@FunctionalInterface
public interface LongMap extends Serializable {
    long map(long value) throws Exception;
}
