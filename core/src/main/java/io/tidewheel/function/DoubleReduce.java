package io.tidewheel.function;

import java.io.Serializable;

/** Merges two {@code double}s into one; associative. */
@FunctionalInterface
public interface DoubleReduce extends Serializable {
    double reduce(double left, double right) throws Exception;
}
