package io.tidewheel.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** A class whose objects may change but hold no other objects: written, read and copied by functions. */
final class MutableCodec<T> extends ValueCodec {
    private final Class<T> type;
    private final ToLongFunction<T> heapBytes;
    private final UnaryOperator<T> copier;
    private final BiConsumer<ValueWriter, T> writer;
    private final Function<ValueReader, T> reader;

    MutableCodec(
            int tag,
            Class<T> type,
            ToLongFunction<T> heapBytes,
            UnaryOperator<T> copier,
            BiConsumer<ValueWriter, T> writer,
            Function<ValueReader, T> reader) {
        super(tag);
        this.type = type;
        this.heapBytes = heapBytes;
        this.copier = copier;
        this.writer = writer;
        this.reader = reader;
    }

    Class<T> type() {
        return type;
    }

    @Override
    void write(ValueWriter out, Object value) {
        writer.accept(out, type.cast(value));
    }

    @Override
    Object read(ValueReader in) {
        return reader.apply(in);
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        return copier.apply(type.cast(value));
    }

    @Override
    boolean isImmutable(Object value) {
        return false;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        return heapBytes.applyAsLong(type.cast(value));
    }
}
