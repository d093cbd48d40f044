package io.tidewheel.engine.exchange;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a key become one accumulator. Within a map partition values are folded in their order; accumulators
 * are merged in the order of map partitions. The engine owns every accumulator that {@link #create} returned: it may be
 * changed by {@link #fold} and {@link #merge}, which return it or another.
 */
public interface Combiner extends Serializable {
    /** The accumulator of a key's first value. */
    @Nullable
    Object create(@Nullable Object value) throws Exception;

    @Nullable
    Object fold(@Nullable Object accumulator, @Nullable Object value) throws Exception;

    /** May change and return {@code left}; never changes {@code right}. */
    @Nullable
    Object merge(@Nullable Object left, @Nullable Object right) throws Exception;

    /**
     * True if {@link #create} may hand back the value it was given, as a reduce does: unless such a value is known to
     * be immutable the engine copies it first, because somebody else may hold it.
     */
    boolean sharesFirst();

    /** The class of the user's function in this combiner: what tables that run a copy of their code of their own are told apart by. */
    default Class<?> profile() {
        return getClass();
    }
}
