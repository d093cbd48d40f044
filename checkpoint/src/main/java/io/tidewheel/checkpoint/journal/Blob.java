package io.tidewheel.checkpoint.journal;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bytes that somebody else understands. Equal if the bytes are; nobody changes the bytes of one. */
public final class Blob {
    private static final int SHOWN = 32;

    public static final Blob EMPTY = new Blob(new byte[0]);

    private final byte[] bytes;

    private Blob(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array, without a copy: the caller changes it no more. */
    public static Blob of(byte[] bytes) {
        return new Blob(bytes);
    }

    /** The array, without a copy: the caller does not change it. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Blob that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(SHOWN, bytes.length));
        return bytes.length + " bytes " + hex + (bytes.length > SHOWN ? ".." : "");
    }
}
