package io.tidewheel.codec;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Kryo's output with our form of strings: a length and one or two bytes for each char, so that any string survives. */
class BufferOutput extends Output {
    BufferOutput(OutputStream out, int bufferBytes) {
        super(out, bufferBytes);
    }

    /** Into memory. */
    BufferOutput(int bufferBytes) {
        super(bufferBytes, -1);
    }

    /** Length times two, plus one if each char takes two bytes; then the chars, two bytes with the high one first. */
    final void writeText(String text) {
        int length = text.length();
        if (isLatin1(text, length)) {
            writeVarLong((long) length << 1, true);
            writeLatin1(text, length);
        } else {
            writeVarLong((long) length << 1 | 1, true);
            for (int i = 0; i < length; i++) {
                writeChar(text.charAt(i));
            }
        }
    }

    /** Null or a text; how Kryo's own codecs write strings. */
    @Override
    public final void writeString(@Nullable String text) {
        writeBoolean(text != null);
        if (text != null) {
            writeText(text);
        }
    }

    @Override
    public final void writeAscii(@Nullable String text) {
        writeString(text);
    }

    @SuppressWarnings("deprecation") // getBytes(int, ...) drops the high bytes, which are zero here, without a copy
    private void writeLatin1(String text, int length) {
        int done = 0;
        while (done < length) {
            require(1);
            int step = Math.min(length - done, capacity - position);
            text.getBytes(done, done + step, buffer, position);
            position += step;
            done += step;
        }
    }

    private static boolean isLatin1(String text, int length) {
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }
}
