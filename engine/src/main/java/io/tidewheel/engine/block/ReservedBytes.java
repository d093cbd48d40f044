package io.tidewheel.engine.block;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongPredicate;

/** Bytes in memory that is asked for before it is used. Written by one thread, then read by any number. */
final class ReservedBytes extends OutputStream {
    private static final int FIRST_BYTES = 4 << 10;
    private static final int MOST_BYTES = 256 << 10;

    private final LongPredicate reserve;
    private final List<byte[]> chunks = new ArrayList<>();
    private byte[] last = {};
    private int at; // next free byte of the last chunk
    private long reserved;
    private boolean refused;

    /** @param reserve takes so many bytes, or says that they are not to be had */
    ReservedBytes(LongPredicate reserve) {
        this.reserve = reserve;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (at == last.length) {
                begin();
            }
            int some = Math.min(length - done, last.length - at);
            System.arraycopy(bytes, offset + done, last, at, some);
            at += some;
            done += some;
        }
    }

    private void begin() throws IOException {
        int size = Math.max(FIRST_BYTES, Math.min(MOST_BYTES, 2 * last.length));
        if (!reserve.test(size)) {
            refused = true;
            throw new IOException("there is no memory for " + size + " bytes more than " + reserved);
        }
        reserved += size;
        last = new byte[size];
        at = 0;
        chunks.add(last);
    }

    /** True if writing failed for want of memory. */
    boolean isRefused() {
        return refused;
    }

    /** Bytes that were taken and are not given back. */
    long reserved() {
        return reserved;
    }

    /** No more bytes. Says how many of those reserved are not needed, for the caller to give back. */
    long finish() {
        int spare = last.length - at;
        if (spare > 0) {
            last = Arrays.copyOf(last, at);
            chunks.set(chunks.size() - 1, last);
            reserved -= spare;
        }
        return spare;
    }

    InputStream open() {
        return new SequenceInputStream(Collections.enumeration(
                chunks.stream().map(ByteArrayInputStream::new).toList()));
    }

    void writeTo(OutputStream out) throws IOException {
        for (byte[] chunk : chunks) {
            out.write(chunk);
        }
    }
}
