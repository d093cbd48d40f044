package io.tidewheel.function;

import java.io.Serializable;

/** Turns a {@code double} into another, without boxing. */
@FunctionalInterface
public interface DoubleMap extends Serializable {
    double map(double value) throws Exception;
}
