package io.tidewheel.engine.exchange;

import io.tidewheel.codec.Codecs;
import org.jspecify.annotations.Nullable;

/** Estimates the bytes of rows from a few of them: the 1st, 2nd, 4th, 8th and so on, then every 1024th. */
final class RowSizes {
    private static final long EVERY = 1024;
    private static final long CHECK_BYTES = 1 << 20;

    private final Codecs codecs;
    private long sampled;
    private long bytes;

    RowSizes(Codecs codecs) {
        this.codecs = codecs;
    }

    boolean wants(long row) {
        return (row & (EVERY - 1)) == 0 || (row < EVERY && (row & (row + 1)) == 0);
    }

    /** A row of so many bytes. */
    void sampleBytes(long rowBytes) {
        sampled++;
        bytes += rowBytes;
    }

    void sample(@Nullable Object key, @Nullable Object value) {
        sampled++;
        bytes += codecs.heapBytes(key) + codecs.heapBytes(value);
    }

    long rowBytes() {
        return sampled == 0 ? 32 : bytes / sampled;
    }

    /** After how many rows memory is to be looked at again: fewer if they are large. */
    long checkRows() {
        return Math.max(1, Math.min(Math.min(EVERY, 1 + 8 * sampled), CHECK_BYTES / Math.max(1, rowBytes())));
    }
}
