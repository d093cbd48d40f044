package io.tidewheel.streaming.sink;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A sink that can put a batch aside so that it survives this process, and make it visible later: staged files. A batch
 * is prepared, journalled with the token that finishes it, and then committed. Needs a checkpoint.
 */
public non-sealed interface TwoPhaseSink<T> extends StreamSink<T> {
    /** Opens the sink for one run of a query, before recovery. The query closes what it gets. */
    Driver<T> open(SinkContext context) throws Exception;

    /** The driver's half during one run. Called by the query's thread only. */
    interface Driver<T> extends Closeable {
        /**
         * Called once, before the first batch. Finishes the last batch that the journal calls committed, however often
         * that was done before, and removes every other trace that earlier runs left.
         *
         * @param batchId -1 if none was ever committed
         * @param token what {@link #prepare} gave for it; null if none was ever committed, or the sink is new
         * @throws io.tidewheel.error.TidewheelException (CHECKPOINT) if the sink holds a later batch than the journal
         */
        void recover(long batchId, byte @Nullable [] token) throws Exception;

        /**
         * Writes a batch so that it survives this process and nobody sees it.
         *
         * @return all that {@link #commit} needs, also in another process
         */
        byte[] prepare(SinkBatch<T> batch) throws Exception;

        /** Makes a prepared batch visible. Called after it was journalled; again after a failure. */
        void commit(long batchId, byte[] token) throws Exception;

        /** A prepared, or half prepared, batch will not be committed as it is; it may be prepared again. */
        void abort(long batchId) throws Exception;

        /** When {@link #tick} wants to be called: milliseconds since the epoch, or Long.MAX_VALUE for never. */
        default long nextDeadlineMillis() {
            return Long.MAX_VALUE;
        }

        /** Called between batches, once the deadline has passed. */
        default void tick() throws Exception {}

        /** The query ends after its last batch and everything committed: nothing needs to stay hidden. */
        default void drained() throws Exception {}

        @Override
        default void close() throws IOException {}
    }
}
