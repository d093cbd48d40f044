package io.tidewheel.function;

import java.io.Serializable;
import java.util.stream.Stream;

/** Turns one element into a stream of others. The stream is read once and closed; it must not be null. */
@FunctionalInterface
public interface StreamFunction<T, R> extends Serializable {
    Stream<? extends R> flatMap(T value) throws Exception;
}
