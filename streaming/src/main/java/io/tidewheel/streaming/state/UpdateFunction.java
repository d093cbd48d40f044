package io.tidewheel.streaming.state;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Says what shall be kept of a key, given an interval's values of it and what is kept of it. */
@FunctionalInterface
public interface UpdateFunction<V, S> extends Serializable {
    /**
     * Called once in every interval for each key that has values in it or of which something is kept.
     *
     * @param values those of the interval, in the order of source partitions and of arrival; often none. They can be read
     *     any number of times, during the call
     * @param state null if nothing is kept of the key; a value like any other: an immutable one is best
     * @return what is kept from now on; null for nothing
     */
    @Nullable
    S update(Iterable<V> values, @Nullable S state) throws Exception;
}
