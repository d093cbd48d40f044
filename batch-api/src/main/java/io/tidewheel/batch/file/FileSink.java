package io.tidewheel.batch.file;

import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;

/** Writes rows to one file. */
abstract class FileSink extends Sink implements AutoCloseable {
    /** Writes what is still held back and the end of the file. */
    @Override
    public abstract void close() throws IOException;
}
