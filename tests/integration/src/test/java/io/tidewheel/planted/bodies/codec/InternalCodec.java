package io.tidewheel.planted.bodies.codec;

/** Internal to core. */
public final class InternalCodec {
    private InternalCodec() {}

    public static String encode(String text) {
        return text;
    }
}
