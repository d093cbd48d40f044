package io.tidewheel.streaming.sink;

import java.io.Closeable;
import java.io.IOException;

/**
 * A sink with transactions of its own, each of which can carry the number of its batch: databases, Kafka. Rows are
 * written into an open transaction, the journal notes what will be committed, the transaction commits, and the journal
 * says so. After a crash the ledger is asked which batch it holds. Needs a checkpoint.
 */
public non-sealed interface LedgerSink<T> extends StreamSink<T> {
    /** Opens the sink for one run of a query, before recovery. The query closes what it gets. */
    Driver<T> open(SinkContext context) throws Exception;

    /** The driver's half during one run. Called by the query's thread only. */
    interface Driver<T> extends Closeable {
        /**
         * The last batch of this query that a transaction has committed; -1 if none. Ends every transaction that an
         * earlier run left open, so that it can commit no more. Called once, before the first batch.
         */
        long recover() throws Exception;

        /** Begins a transaction and writes a batch into it, with the query's id, epoch and the batch's number. */
        void write(SinkBatch<T> batch) throws Exception;

        /** Commits the transaction that was written last. */
        void commit(long batchId) throws Exception;

        /** Rolls back the transaction that was written last; nothing if none is open. */
        void abort(long batchId) throws Exception;

        @Override
        default void close() throws IOException {}
    }
}
