package io.tidewheel.batch.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes rows to one file. Used by one thread. */
public interface RowWriter extends AutoCloseable {
    void write(@Nullable Object row) throws Exception;

    /** Writes what is still held back and the end of the file. */
    @Override
    void close() throws IOException;
}
