package io.tidewheel.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** How values become bytes and come back; one per session, thread-safe. */
public final class Codecs {
    /** Writes values one after the other. Used by one thread; closing flushes and closes the stream. */
    public interface Encoder extends AutoCloseable {
        void write(@Nullable Object value) throws IOException;

        void writeLong(long value) throws IOException;

        void flush() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Reads values in the order they were written. Used by one thread; closing closes the stream. */
    public interface Decoder extends AutoCloseable {
        @Nullable
        Object read() throws IOException;

        long readLong() throws IOException;

        @Override
        void close() throws IOException;
    }

    public Encoder encoder(OutputStream out) {
        throw new UnsupportedOperationException();
    }

    public Decoder decoder(InputStream in) {
        throw new UnsupportedOperationException();
    }

    public byte[] toBytes(@Nullable Object value) {
        throw new UnsupportedOperationException();
    }

    public @Nullable Object fromBytes(byte[] bytes) {
        throw new UnsupportedOperationException();
    }

    /** A deep copy; the same object if its type is known to be immutable all the way down. */
    public <T extends @Nullable Object> T copy(T value) {
        throw new UnsupportedOperationException();
    }

    /** True if the value can be shared between tasks without a copy: strings, boxed, enums, records of such. */
    public static boolean isImmutable(@Nullable Object value) {
        throw new UnsupportedOperationException();
    }

    /** About how many bytes of heap the value and what hangs on it take. */
    public long heapBytes(@Nullable Object value) {
        throw new UnsupportedOperationException();
    }
}
