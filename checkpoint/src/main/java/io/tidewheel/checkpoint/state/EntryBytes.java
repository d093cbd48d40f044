package io.tidewheel.checkpoint.state;

import java.util.Arrays;

/** Bytes that entries are appended to. Used by one thread. */
final class EntryBytes {
    private byte[] bytes;
    private int size;

    /** @param first for so many bytes there is room at once */
    EntryBytes(int first) {
        bytes = new byte[first];
    }

    /** Makes room for so many bytes in all, at most {@link ByteKeys#MAX_ARRAY}; what is appended must have room. */
    void ensure(int length) {
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length, (int) Math.min(ByteKeys.MAX_ARRAY, bytes.length * 2L)));
        }
    }

    void append(byte value) {
        bytes[size++] = value;
    }

    void append(byte[] array, int from, int length) {
        System.arraycopy(array, from, bytes, size, length);
        size += length;
    }

    void appendVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    int size() {
        return size;
    }

    void set(int at, byte value) {
        bytes[at] = value;
    }

    /** Keeps so many of the first bytes. */
    void cutTo(int length) {
        size = length;
    }

    void copyInto(byte[] array, int at) {
        System.arraycopy(bytes, 0, array, at, size);
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }
}
