package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes keyed rows, however many, so that {@link RowFormat} and {@link PairReader} read them. Used by one thread. */
public final class PairWriter {
    private static final int CHUNK_ROWS = 512;

    private final Codecs.Encoder out;
    private @Nullable Object[] slots = new Object[2 * CHUNK_ROWS];
    private int filled;
    private long rows;

    /** The caller owns {@code out}. */
    public PairWriter(OutputStream out, Codecs codecs) {
        this.out = codecs.encoder(out);
    }

    public void write(@Nullable Object key, @Nullable Object value) throws IOException {
        slots[filled] = key;
        slots[filled + 1] = value;
        filled += 2;
        rows++;
        if (filled == slots.length) {
            writeChunk();
        }
    }

    private void writeChunk() throws IOException {
        Chunk.writeHead(Lane.PAIRS, filled / 2, out);
        for (int i = 0; i < filled; i++) {
            out.write(slots[i]);
        }
        filled = 0;
    }

    /** Ends the rows and says how many there were. */
    public long finish() throws IOException {
        if (filled > 0) {
            writeChunk();
        }
        out.writeLong(0);
        out.flush();
        return rows;
    }
}
