package io.tidewheel.function;

import java.io.Serializable;

/** Takes a {@code double} from an element, without boxing. */
@FunctionalInterface
public interface ToDouble<T> extends Serializable {
    double map(T value) throws Exception;
}
