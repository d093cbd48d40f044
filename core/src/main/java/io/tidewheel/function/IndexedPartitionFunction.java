package io.tidewheel.function;

import java.io.Serializable;
import java.util.Iterator;

/** Turns the elements of one partition, whose index it is told, into others. */
@FunctionalInterface
public interface IndexedPartitionFunction<T, R> extends Serializable {
    Iterator<R> map(int partition, Iterator<T> elements) throws Exception;
}
