package io.tidewheel.function;

import java.io.Serializable;

/** Turns a {@code double} into a {@code long}. */
@FunctionalInterface
public interface DoubleToLong extends Serializable {
    long map(double value) throws Exception;
}
