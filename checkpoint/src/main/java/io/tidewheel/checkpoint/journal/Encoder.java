package io.tidewheel.checkpoint.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/** Bytes being put together, used again for each record. Numbers are varints unless their name says otherwise. */
final class Encoder {
    private static final int KEPT_BYTES = 1 << 20;

    private byte[] bytes = new byte[1024];
    private int length;

    /** Forgets what was written, and a buffer that one large record left behind. */
    void clear() {
        length = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[1024];
        }
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Room for so many bytes, zeros; gives where it begins. */
    int skip(int count) {
        ensure(count);
        Arrays.fill(bytes, length, length + count, (byte) 0);
        length += count;
        return length - count;
    }

    /** A view of what was written, for fixed fields. */
    ByteBuffer from(int at) {
        return ByteBuffer.wrap(bytes, at, length - at).slice();
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
        }
    }

    void oneByte(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    void number(long value) {
        ensure(10);
        long rest = (value << 1) ^ (value >> 63); // small magnitudes, of either sign, take few bytes
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void raw(byte[] value) {
        ensure(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    void blob(Blob value) {
        number(value.length());
        raw(value.bytes());
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        raw(utf8);
    }

    <T> void list(Collection<T> values, Consumer<T> element) {
        number(values.size());
        values.forEach(element);
    }

    void numbers(Map<String, Long> values) {
        number(values.size());
        values.forEach((name, value) -> {
            text(name);
            number(value);
        });
    }

    void texts(Map<String, String> values) {
        number(values.size());
        values.forEach((name, value) -> {
            text(name);
            text(value);
        });
    }
}
