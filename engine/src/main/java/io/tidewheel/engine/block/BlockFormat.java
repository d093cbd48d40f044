package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import java.io.IOException;
import java.io.InputStream;

/** Reads the rows that {@link Block#encode} wrote, as a stream: never the whole block at once. Stateless. */
@FunctionalInterface
public interface BlockFormat {
    /** The cursor owns {@code in} and closes it. */
    Cursor decode(InputStream in, Codecs codecs) throws IOException;
}
