package io.tidewheel.streaming.sink;

import java.io.Closeable;
import java.io.IOException;

/**
 * A sink that is simply written to, before its batch counts. After a crash the batch is written again: with the same rows
 * under the same number, so that a sink that replaces what it holds of a number shows each row once.
 */
public non-sealed interface DirectSink<T> extends StreamSink<T> {
    /** What a replayed batch does to the sink. */
    enum OnReplay {
        /** A batch takes the place of the one with its number: each row is seen once. */
        REPLACES,
        /** Rows may be seen again: at least once. */
        REPEATS
    }

    OnReplay onReplay();

    /** Opens the sink for one run of a query. The query closes what it gets. */
    Driver<T> open(SinkContext context) throws Exception;

    /** The driver's half during one run. Called by the query's thread only. */
    interface Driver<T> extends Closeable {
        /** Writes a batch completely. */
        void write(SinkBatch<T> batch) throws Exception;

        @Override
        default void close() throws IOException {}
    }
}
