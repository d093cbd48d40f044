package io.tidewheel.streaming.sink;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes the rows of one partition, as one attempt. Used by one task's thread: {@link #write}*, then {@link #finish},
 * then {@link #close}; an attempt that fails is closed without being finished, and then has left nothing that counts.
 */
public interface SinkWriter<T> extends Closeable {
    void write(ChangeKind kind, T row) throws Exception;

    /** What the driver's half needs to know of this partition; travels to it. */
    byte[] finish() throws Exception;

    @Override
    default void close() throws IOException {}
}
