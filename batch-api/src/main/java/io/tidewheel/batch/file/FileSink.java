package io.tidewheel.batch.file;

import io.tidewheel.engine.cursor.Sink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes rows to one file. */
abstract class FileSink extends Sink implements RowWriter {
    @Override
    public final void write(@Nullable Object row) throws Exception {
        accept(row);
    }

    /** Writes what is still held back and the end of the file. */
    @Override
    public abstract void close() throws IOException;
}
