package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.source.StreamSource;
import java.util.List;

/**
 * Where rows of one trial of a {@link SourceKit} come from: a source, and what is in it. Some rows should be there at
 * first.
 *
 * @param <T> the rows, with {@code equals} and {@code hashCode}
 */
public interface SourcePlace<T> {
    /** Asked for once for each run of the query; always the same place. */
    StreamSource<T> source() throws Exception;

    /** More rows come. */
    void grow() throws Exception;

    /**
     * All rows that have come, in any order, each different from all others; of a source that always has more, enough
     * for ten batches, the first ones first.
     */
    List<T> rows() throws Exception;

    /** True if every plan finds rows. */
    default boolean alwaysHasMore() {
        return false;
    }

    /** The process that read has died. */
    default void crash() throws Exception {}

    /** Makes places, whose time is the clock's. */
    @FunctionalInterface
    interface Factory<T> {
        SourcePlace<T> fresh(ManualClock clock) throws Exception;
    }
}
