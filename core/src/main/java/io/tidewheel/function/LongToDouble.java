package io.tidewheel.function;

import java.io.Serializable;

/** Turns a {@code long} into a {@code double}. */
@FunctionalInterface
public interface LongToDouble extends Serializable {
    double map(long value) throws Exception;
}
