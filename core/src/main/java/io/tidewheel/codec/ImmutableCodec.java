package io.tidewheel.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A class whose objects never change. */
final class ImmutableCodec<T> extends FunctionCodec<T> {
    ImmutableCodec(
            int tag,
            Class<T> type,
            ToLongFunction<T> heapBytes,
            BiConsumer<ValueWriter, T> writer,
            Function<ValueReader, T> reader) {
        super(tag, type, heapBytes, writer, reader);
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        return value;
    }

    @Override
    boolean isImmutable(Object value) {
        return true;
    }
}
