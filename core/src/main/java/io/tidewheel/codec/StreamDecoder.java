package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.KryoBufferUnderflowException;
import io.tidewheel.error.TidewheelException;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The decoder: turns Kryo's exceptions, and whatever damaged bytes make classes throw, into ours. */
final class StreamDecoder implements Codecs.Decoder {
    private final ValueReader in;
    private boolean closed;

    StreamDecoder(ValueReader in) {
        this.in = in;
    }

    @Override
    public @Nullable Object read() throws IOException {
        return read(in);
    }

    static @Nullable Object read(ValueReader in) throws IOException {
        try {
            return in.readValue();
        } catch (TidewheelException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw failed(in, e);
        }
    }

    @Override
    public long readLong() throws IOException {
        try {
            return in.readVarLong(false);
        } catch (KryoException e) {
            throw failed(in, e);
        }
    }

    @Override
    public int readInt() throws IOException {
        try {
            return in.readVarInt(false);
        } catch (KryoException e) {
            throw failed(in, e);
        }
    }

    @Override
    public double readDouble() throws IOException {
        try {
            return in.readDouble();
        } catch (KryoException e) {
            throw failed(in, e);
        }
    }

    @Override
    public boolean isAtEnd() throws IOException {
        try {
            return in.end();
        } catch (KryoException e) {
            throw failed(in, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        in.release();
        try {
            in.close();
        } catch (KryoException e) {
            throw failed(in, e);
        }
    }

    /** The stream's own exception, as it was; the end of the stream; or damage. */
    private static IOException failed(ValueReader in, Throwable e) {
        if (e.getCause() instanceof IOException broken) {
            return broken;
        }
        if (e instanceof KryoBufferUnderflowException) {
            return new EOFException("the stream ends within or before a value, at byte " + in.total());
        }
        throw new TidewheelException(
                BAD_DATA, "the bytes before byte " + in.total() + " are not a value that was written: " + e, e);
    }
}
