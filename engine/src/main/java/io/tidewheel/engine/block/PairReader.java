package io.tidewheel.engine.block;

import io.tidewheel.codec.Codecs;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PairWriter} wrote, one row at a time. Used by one thread. */
public final class PairReader implements AutoCloseable {
    private final Codecs.Decoder in;
    private long left;
    private boolean ended;
    private @Nullable Object key;
    private @Nullable Object value;

    /** Owns {@code in}. */
    public PairReader(InputStream in, Codecs codecs) {
        this.in = codecs.decoder(in);
    }

    /** Moves to the next row; false if there is none. */
    public boolean next() throws IOException {
        if (left == 0) {
            if (ended) {
                return false;
            }
            long head = in.readLong();
            if (head == 0) {
                ended = true;
                return false;
            }
            left = head >>> 2;
        }
        left--;
        key = in.read();
        value = in.read();
        return true;
    }

    public @Nullable Object key() {
        return key;
    }

    public @Nullable Object value() {
        return value;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        left = 0;
        in.close();
    }
}
