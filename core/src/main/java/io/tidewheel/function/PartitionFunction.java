package io.tidewheel.function;

import java.io.Serializable;
import java.util.Iterator;

/** Turns the elements of one partition into others. Runs as fast as its result is read; what it does not read is never computed. */
@FunctionalInterface
public interface PartitionFunction<T, R> extends Serializable {
    Iterator<R> map(Iterator<T> partition) throws Exception;
}
