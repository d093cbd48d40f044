package io.tidewheel.engine.block;

import io.tidewheel.engine.cursor.PairSink;

/** Takes keyed rows where they lie, if they lie in chunks: a chunk is announced, then rows of it follow by number. */
public abstract class PairChunkSink extends PairSink {
    /** The rows of {@link #acceptRow} are of this chunk from now on. It may be kept, and is not to be changed. */
    public abstract void begin(PairChunk chunk);

    public abstract void acceptRow(int row) throws Exception;
}
