package io.tidewheel.codec;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An optional value: null for none, else the value. */
final class OptionalCodec extends ValueCodec {
    OptionalCodec() {
        super(Tag.OPTIONAL);
    }

    @Override
    void write(ValueWriter out, Object value) {
        out.writeValue(content(value));
    }

    @Override
    Object read(ValueReader in) {
        return Optional.ofNullable(in.readValue());
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        Object content = content(value);
        Object copy = codecs.copyPart(content);
        return copy == content ? value : Optional.ofNullable(copy);
    }

    @Override
    boolean isImmutable(Object value) {
        return Codecs.isImmutable(content(value));
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        return 16 + codecs.heapBytesOfPart(content(value));
    }

    private static @Nullable Object content(Object optional) {
        return ((Optional<?>) optional).orElse(null);
    }
}
