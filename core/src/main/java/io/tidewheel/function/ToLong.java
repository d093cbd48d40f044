package io.tidewheel.function;

import java.io.Serializable;

/** Takes a {@code long} from an element, without boxing. */
@FunctionalInterface
public interface ToLong<T> extends Serializable {
    long map(T value) throws Exception;
}
