package io.tidewheel.checkpoint.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads what {@link Encoder} wrote. Its bytes have passed their checksum, so whatever does not fit was written by another
 * version: an {@link IllegalArgumentException} that says what.
 */
final class Decoder {
    private final byte[] bytes;
    private final int end;
    private int at;

    Decoder(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at == end;
    }

    int oneByte() {
        need(1);
        return bytes[at++] & 0xff;
    }

    long number() {
        long rest = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = oneByte();
            rest |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return (rest >>> 1) ^ -(rest & 1);
            }
        }
        throw new IllegalArgumentException("a number of more than 10 bytes");
    }

    int count() {
        long count = number();
        if (count < 0 || count > end - at) {
            throw new IllegalArgumentException("a length of " + count + " where " + (end - at) + " bytes are left");
        }
        return (int) count;
    }

    int small() {
        return Math.toIntExact(number());
    }

    private void need(int count) {
        if (count > end - at) {
            throw new IllegalArgumentException("it ends where " + count + " more bytes are needed");
        }
    }

    Decoder part(int length) {
        need(length);
        at += length;
        return new Decoder(bytes, at - length, at);
    }

    Blob blob() {
        return Blob.of(bytes());
    }

    byte[] bytes() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text() {
        int length = count();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    <T> List<T> list(Supplier<T> element) {
        int count = count();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(element.get());
        }
        return values;
    }

    <T> Map<String, T> map(Supplier<T> value) {
        int count = count();
        Map<String, T> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            values.put(text(), value.get());
        }
        return values;
    }
}
