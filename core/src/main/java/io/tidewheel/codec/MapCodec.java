package io.tidewheel.codec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map: what its mould needs, the size, keys and values in the map's order. Grows as {@link CollectionCodec} says. */
final class MapCodec<M extends Map<@Nullable Object, @Nullable Object>> extends ValueCodec {
    private final int entryBytes;
    private final Mould<M> mould;

    /** @param entryBytes heap that the map takes for each entry, beside key and value */
    MapCodec(int tag, int entryBytes, Mould<M> mould) {
        super(tag);
        this.entryBytes = entryBytes;
        this.mould = mould;
    }

    @Override
    @SuppressWarnings("unchecked") // as the table of codecs says
    void write(ValueWriter out, Object value) {
        M map = (M) value;
        mould.write(out, map);
        out.writeVarInt(map.size(), true);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.writeValue(entry.getKey());
            out.writeValue(entry.getValue());
        }
    }

    @Override
    Object read(ValueReader in) {
        M read = mould.read(in);
        for (int left = in.readSize(); left > 0; left--) {
            Object key = in.readValue();
            read.put(key, in.readValue());
        }
        return read;
    }

    @Override
    @SuppressWarnings("unchecked") // as the table of codecs says
    Object copy(Codecs codecs, Object value) {
        M map = (M) value;
        M copy = mould.emptyLike(map);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            copy.put(codecs.copyPart((Object) entry.getKey()), codecs.copyPart((Object) entry.getValue()));
        }
        return copy;
    }

    @Override
    boolean isImmutable(Object value) {
        return false;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        Map<?, ?> map = (Map<?, ?>) value;
        return 64
                + (long) entryBytes * map.size()
                + HeapBytes.sampled(codecs, map.keySet())
                + HeapBytes.sampled(codecs, map.values());
    }
}
