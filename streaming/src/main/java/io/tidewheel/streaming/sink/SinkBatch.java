package io.tidewheel.streaming.sink;

import java.util.List;

/**
 * The rows of one batch that a sink is to write. May be read several times; gives the same rows in the same order, also
 * when the batch is replayed after a restart.
 */
public interface SinkBatch<T> {
    long batchId();

    /** The time of the batch, in milliseconds since the epoch; the same in a replay. */
    long batchTimeMillis();

    /**
     * Hands every row to {@code rows}, on the calling thread, partition after partition, and of windows slide after slide;
     * holds one partition in memory.
     */
    void forEach(RowConsumer<? super T> rows) throws Exception;

    /**
     * Writes each partition in a task of its own.
     *
     * @return what the writers' {@link SinkWriter#finish} gave, in the order of partitions; a partition without rows is
     *     left out
     */
    List<byte[]> write(WriterFactory<? super T> writers) throws Exception;

    /** Takes rows with what they mean. */
    @FunctionalInterface
    interface RowConsumer<T> {
        void accept(ChangeKind kind, T row) throws Exception;
    }
}
