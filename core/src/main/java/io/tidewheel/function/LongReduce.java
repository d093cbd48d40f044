package io.tidewheel.function;

import java.io.Serializable;

/** Merges two {@code long}s into one; associative. */
@FunctionalInterface
public interface LongReduce extends Serializable {
    long reduce(long left, long right) throws Exception;
}
