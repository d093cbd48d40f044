package io.tidewheel.checkpoint.journal;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that somebody else understands. Equal if the bytes are; whoever makes one changes its bytes no more. */
public record Blob(byte[] bytes) {
    private static final int SHOWN = 32;

    public static final Blob EMPTY = new Blob(new byte[0]);

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
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
