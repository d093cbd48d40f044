package io.tidewheel.function;

import java.io.Serializable;

/** Turns a {@code double} into an object. */
@FunctionalInterface
public interface DoubleTo<R> extends Serializable {
    R map(double value) throws Exception;
}
