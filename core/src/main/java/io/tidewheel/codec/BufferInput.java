package io.tidewheel.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BufferOutput} wrote. A length is never trusted: memory grows with the bytes that really come. */
class BufferInput extends Input {
    private static final int STEP_BYTES = 64 << 10;

    BufferInput(InputStream in, int bufferBytes) {
        super(in, bufferBytes);
    }

    BufferInput(byte[] bytes) {
        super(bytes);
    }

    final String readText() {
        long header = readVarLong(true);
        if (header < 0 || header >>> 1 > Integer.MAX_VALUE) {
            throw new KryoException("a text of " + (header >>> 1) + " chars");
        }
        int length = (int) (header >>> 1);
        if ((header & 1) == 0) {
            if (length <= limit - position) {
                String text = new String(buffer, position, length, ISO_8859_1);
                position += length;
                return text;
            }
            return new String(readBytes(length), ISO_8859_1);
        }
        char[] chars = new char[Math.min(length, STEP_BYTES)];
        for (int i = 0; i < length; i++) {
            if (i == chars.length) {
                chars = Arrays.copyOf(chars, (int) Math.min(length, 2L * i));
            }
            chars[i] = readChar();
        }
        return new String(chars);
    }

    /** A number that says how many elements follow. */
    final int readSize() {
        int size = readVarInt(true);
        if (size < 0) {
            throw new KryoException("a size of " + (size & 0xFFFF_FFFFL));
        }
        return size;
    }

    /** With how much room to begin when so many elements are announced. */
    static int room(int announced) {
        return Math.min(announced, 1024);
    }

    @Override
    public final byte[] readBytes(int length) {
        if (length < 0) {
            throw new KryoException("a length of " + length);
        }
        byte[] bytes = new byte[Math.min(length, STEP_BYTES)];
        int done = 0;
        while (done < length) {
            if (done == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * done));
            }
            readBytes(bytes, done, bytes.length - done);
            done = bytes.length;
        }
        return bytes;
    }

    @Override
    public final @Nullable String readString() {
        return readBoolean() ? readText() : null;
    }

    @Override
    public final @Nullable StringBuilder readStringBuilder() {
        String text = readString();
        return text == null ? null : new StringBuilder(text);
    }

    /** Steps back over the byte that was just read. */
    final void unreadByte() {
        position--;
    }
}
