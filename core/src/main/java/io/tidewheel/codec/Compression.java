package io.tidewheel.codec;

/** How the frames of a stream are made smaller. The code is on disk: never reused. */
public enum Compression {
    NONE(0),
    /** Fast both ways. */
    LZ4(1),
    /** Smaller, and about three times as slow to write. */
    ZSTD(2);

    private final int code;

    Compression(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
