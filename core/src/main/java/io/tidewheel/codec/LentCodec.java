package io.tidewheel.codec;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Lent values: the list of them. */
final class LentCodec extends ValueCodec {
    private final ValueCodec lists = new CollectionCodec<ArrayList<@Nullable Object>>(
            Tag.LIST, HeapBytes.REFERENCE + 1, Mould.plain(ArrayList::new));

    LentCodec() {
        super(Tag.LIST);
    }

    @Override
    void write(ValueWriter out, Object value) {
        LentValues values = (LentValues) value;
        out.writeVarInt(values.size(), true);
        for (Object element : values) {
            out.writeValue(element);
        }
    }

    @Override
    Object read(ValueReader in) {
        return lists.read(in);
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        ArrayList<@Nullable Object> copy = new ArrayList<>();
        for (Object element : (LentValues) value) {
            copy.add(codecs.copyPart(element));
        }
        return copy;
    }

    @Override
    boolean isImmutable(Object value) {
        return false;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        return ((LentValues) value).heapBytes();
    }
}
