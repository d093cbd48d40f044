package io.tidewheel.codec;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A collection: what its mould needs, the size, the elements in the collection's order. Read and copied by adding one
 * after the other to an empty one that grows as it must, never presized: a hash set that was filled by adding then
 * iterates as before (unless so many hashes collide that Java makes a tree of them).
 */
final class CollectionCodec<C extends Collection<@Nullable Object>> extends ValueCodec {
    private final int elementBytes;
    private final Mould<C> mould;

    /** @param elementBytes heap that the collection takes for each element, beside the element */
    CollectionCodec(int tag, int elementBytes, Mould<C> mould) {
        super(tag);
        this.elementBytes = elementBytes;
        this.mould = mould;
    }

    @Override
    @SuppressWarnings("unchecked") // as the table of codecs says
    void write(ValueWriter out, Object value) {
        C collection = (C) value;
        mould.write(out, collection);
        out.writeVarInt(collection.size(), true);
        for (Object element : collection) {
            out.writeValue(element);
        }
    }

    @Override
    Object read(ValueReader in) {
        C read = mould.read(in);
        for (int left = in.readSize(); left > 0; left--) {
            read.add(in.readValue());
        }
        return read;
    }

    @Override
    @SuppressWarnings("unchecked") // as the table of codecs says
    Object copy(Codecs codecs, Object value) {
        C collection = (C) value;
        C copy = mould.emptyLike(collection);
        for (Object element : collection) {
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
        Collection<?> collection = (Collection<?>) value;
        return 48 + (long) elementBytes * collection.size() + HeapBytes.sampled(codecs, collection);
    }
}
