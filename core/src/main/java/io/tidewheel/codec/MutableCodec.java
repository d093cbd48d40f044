package io.tidewheel.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** A class whose objects may change but hold no other objects: copied by a function too. */
final class MutableCodec<T> extends FunctionCodec<T> {
    private final UnaryOperator<T> copier;

    MutableCodec(
            int tag,
            Class<T> type,
            ToLongFunction<T> heapBytes,
            UnaryOperator<T> copier,
            BiConsumer<ValueWriter, T> writer,
            Function<ValueReader, T> reader) {
        super(tag, type, heapBytes, writer, reader);
        this.copier = copier;
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        return copier.apply(type().cast(value));
    }

    @Override
    boolean isImmutable(Object value) {
        return false;
    }
}
