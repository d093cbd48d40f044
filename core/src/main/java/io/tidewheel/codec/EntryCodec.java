package io.tidewheel.codec;

import java.util.AbstractMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map entry that stands alone: one whose value can be set reads back as such, any other as one that cannot. */
final class EntryCodec extends ValueCodec {
    private final boolean mutable;

    EntryCodec(boolean mutable) {
        super(mutable ? Tag.MUTABLE_ENTRY : Tag.ENTRY);
        this.mutable = mutable;
    }

    @Override
    void write(ValueWriter out, Object value) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
        out.writeValue(entry.getKey());
        out.writeValue(entry.getValue());
    }

    @Override
    Object read(ValueReader in) {
        Object key = in.readValue();
        return entry(key, in.readValue());
    }

    private Object entry(@Nullable Object key, @Nullable Object value) {
        return mutable ? new AbstractMap.SimpleEntry<>(key, value) : new AbstractMap.SimpleImmutableEntry<>(key, value);
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
        return entry(codecs.copyPart((Object) entry.getKey()), codecs.copyPart((Object) entry.getValue()));
    }

    @Override
    boolean isImmutable(Object value) {
        return false;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
        return 24 + codecs.heapBytesOfPart(entry.getKey()) + codecs.heapBytesOfPart(entry.getValue());
    }
}
