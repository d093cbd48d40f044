package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;

import io.tidewheel.error.TidewheelException;

/** A class that was registered, by Kryo. Where the class first appears, its fingerprint guards against other fields. */
final class RegisteredCodec extends ValueCodec {
    private final Class<?> type;
    private final long fingerprint;

    RegisteredCodec(Class<?> type) {
        super(Tag.REGISTERED);
        this.type = type;
        fingerprint = Fingerprint.of(type);
    }

    @Override
    void write(ValueWriter out, Object value) {
        if (out.writeClass(type)) {
            out.writeLong(fingerprint);
        }
        out.kryo().write(out, value);
    }

    @Override
    Object read(ValueReader in) {
        return in.kryo().read(in, type);
    }

    void checkFingerprint(long written) {
        if (written != fingerprint) {
            throw new TidewheelException(
                    BAD_DATA,
                    "the data was written when class " + type.getName()
                            + " had other fields; restore them, or make it a record, which may gain and lose components");
        }
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        KryoBridge kryo = codecs.borrowKryo();
        try {
            return kryo.copy(value);
        } finally {
            codecs.giveBack(kryo);
        }
    }

    @Override
    boolean isImmutable(Object value) {
        return false;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        try {
            return 2L * codecs.toBytes(value).length + 32;
        } catch (TidewheelException unwritable) { // as when it holds itself: it may still live on the heap
            return HeapBytes.guess(type);
        }
    }
}
