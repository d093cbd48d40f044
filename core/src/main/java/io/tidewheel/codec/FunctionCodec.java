package io.tidewheel.codec;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A class whose objects hold no others that need a codec: written, read and sized by functions. */
abstract class FunctionCodec<T> extends ValueCodec {
    private final Class<T> type;
    private final ToLongFunction<T> heapBytes;
    private final BiConsumer<ValueWriter, T> writer;
    private final Function<ValueReader, T> reader;

    FunctionCodec(
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

    final Class<T> type() {
        return type;
    }

    @Override
    final void write(ValueWriter out, Object value) {
        writer.accept(out, type.cast(value));
    }

    @Override
    final Object read(ValueReader in) {
        return reader.apply(in);
    }

    @Override
    final long heapBytes(Codecs codecs, Object value) {
        return heapBytes.applyAsLong(type.cast(value));
    }
}
