package io.tidewheel.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A class whose objects never change: written and read by two functions. */
final class ImmutableCodec<T> extends ValueCodec {
    private final Class<T> type;
    private final ToLongFunction<T> heapBytes;
    private final BiConsumer<ValueWriter, T> writer;
    private final Function<ValueReader, T> reader;

    ImmutableCodec(
            int tag,
            Class<T> type,
            ToLongFunction<T> heapBytes,
            BiConsumer<ValueWriter, T> writer,
            Function<ValueReader, T> reader) {
        super(tag);
        this.type = type;
        this.heapBytes = heapBytes;
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
        return value;
    }

    @Override
    boolean isImmutable(Object value) {
        return true;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        return heapBytes.applyAsLong(type.cast(value));
    }
}
