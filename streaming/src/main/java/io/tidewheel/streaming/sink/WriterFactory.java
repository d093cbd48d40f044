package io.tidewheel.streaming.sink;

import java.io.Serializable;

/** Opens writers in tasks, wherever they run. Immutable and serialisable. */
public interface WriterFactory<T> extends Serializable {
    /** Opens a writer for one attempt at one partition, when its first row comes. */
    SinkWriter<T> open(WriterTask task) throws Exception;

    /**
     * Which attempt writes what.
     *
     * @param attempt differs between all attempts at this partition of this batch, also those of other runs: for names
     *     that must not meet
     */
    record WriterTask(long batchId, long epoch, int partition, String attempt) {}
}
