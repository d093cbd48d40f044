package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.CONFIGURATION;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.tidewheel.error.TidewheelException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The encoder: turns Kryo's exceptions into ours. */
final class StreamEncoder implements Codecs.Encoder {
    /** How Kryo begins a message of many pages. */
    private static final String KRYO_OVERFLOW = "A StackOverflow occurred";

    private final ValueWriter out;
    private boolean closed;

    StreamEncoder(ValueWriter out) {
        this.out = out;
    }

    @Override
    public void write(@Nullable Object value) throws IOException {
        try {
            out.writeValue(value);
        } catch (KryoException e) {
            throw failed(value, e);
        } catch (StackOverflowError e) {
            throw SelfReference.refused(value, "written", e);
        }
    }

    /** Into memory. */
    static void write(ValueWriter out, @Nullable Object value) {
        try {
            out.writeValue(value);
        } catch (KryoException e) {
            throw refused(value, e);
        } catch (StackOverflowError e) {
            throw SelfReference.refused(value, "written", e);
        }
    }

    @Override
    public void writeLong(long value) throws IOException {
        try {
            out.writeVarLong(value, false);
        } catch (KryoException e) {
            throw failed(value, e);
        }
    }

    @Override
    public void writeInt(int value) throws IOException {
        try {
            out.writeVarInt(value, false);
        } catch (KryoException e) {
            throw failed(value, e);
        }
    }

    @Override
    public void writeDouble(double value) throws IOException {
        try {
            out.writeDouble(value);
        } catch (KryoException e) {
            throw failed(value, e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (KryoException e) {
            throw failed("flush", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        out.release();
        try {
            out.close();
        } catch (KryoException e) {
            throw failed("close", e);
        }
    }

    /** The stream's own exception, as it was, or a refusal of the value. */
    private static IOException failed(@Nullable Object value, KryoException e) {
        if (e.getCause() instanceof IOException broken) {
            return broken;
        }
        throw refused(value, e);
    }

    private static TidewheelException refused(@Nullable Object value, KryoException e) {
        if (String.valueOf(e.getMessage()).startsWith(KRYO_OVERFLOW)) {
            return SelfReference.refused(value, "written", e.getCause() == null ? e : e.getCause());
        }
        return new TidewheelException(CONFIGURATION, describe(value) + " cannot be written: " + e.getMessage(), e);
    }

    private static String describe(@Nullable Object value) {
        return value == null ? "null" : "an object of class " + value.getClass().getName();
    }
}
