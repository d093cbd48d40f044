package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;

import io.tidewheel.error.TidewheelException;
import java.util.Arrays;

/** An enum constant, by name: constants may be added, removed if no data has them, and put in another order. */
final class EnumCodec extends ValueCodec {
    static final EnumCodec INSTANCE = new EnumCodec();

    private EnumCodec() {
        super(Tag.ENUM);
    }

    @Override
    void write(ValueWriter out, Object value) {
        out.writeConstant((Enum<?>) value);
    }

    @Override
    Object read(ValueReader in) {
        return in.readConstant();
    }

    static Enum<?> constant(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return (Enum<?>) constant;
            }
        }
        throw new TidewheelException(
                BAD_DATA,
                "enum " + type.getName() + " has no constant '" + name + "' but the data does (constants now: "
                        + Arrays.toString(type.getEnumConstants()) + "); restore the constant");
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        return value;
    }

    @Override
    boolean isImmutable(Object value) {
        return true;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        return 0; // shared
    }
}
