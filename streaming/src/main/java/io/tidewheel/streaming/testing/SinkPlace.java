package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.sink.StreamSink;
import java.util.List;

/**
 * Where rows of one trial of a {@link SinkKit} go: a sink, and what its readers find. Nothing is there at first.
 *
 * @param <T> the rows, with {@code equals} and {@code hashCode}
 */
public interface SinkPlace<T> {
    /** Asked for once for each run of the query; always the same place. */
    StreamSink<T> sink() throws Exception;

    /** What readers find who know nothing of the sink; may lack what is committed until the query has drained. */
    List<T> plainRows() throws Exception;

    /** What readers find who know how the sink works: all that is committed. */
    default List<T> committedRows() throws Exception {
        return plainRows();
    }

    /** The process that wrote has died: the outside system ends its sessions. */
    default void crash() throws Exception {}

    /** Makes places. */
    @FunctionalInterface
    interface Factory<T> {
        SinkPlace<T> fresh() throws Exception;
    }
}
