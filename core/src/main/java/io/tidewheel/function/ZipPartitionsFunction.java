package io.tidewheel.function;

import java.io.Serializable;
import java.util.Iterator;

/** Turns two partitions of the same index into one. */
@FunctionalInterface
public interface ZipPartitionsFunction<A, B, R> extends Serializable {
    Iterator<R> map(Iterator<A> left, Iterator<B> right) throws Exception;
}
