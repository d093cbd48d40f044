package io.tidewheel.codec;

import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An array of objects: the class of its elements, the length, the elements. */
final class ObjectArrayCodec extends ValueCodec {
    static final ObjectArrayCodec INSTANCE = new ObjectArrayCodec();

    private ObjectArrayCodec() {
        super(Tag.OBJECTS);
    }

    @Override
    void write(ValueWriter out, Object value) {
        @Nullable Object[] array = (@Nullable Object[]) value;
        out.writeText(array.getClass().getComponentType().getName());
        out.writeVarInt(array.length, true);
        for (Object element : array) {
            out.writeValue(element);
        }
    }

    @Override
    Object read(ValueReader in) {
        Class<?> elements = in.readElementClass();
        int size = in.readSize();
        @Nullable Object[] read = (@Nullable Object[]) Array.newInstance(elements, BufferInput.room(size));
        for (int i = 0; i < size; i++) {
            read = i < read.length ? read : Arrays.copyOf(read, ArrayCodecs.grown(i, size));
            read[i] = in.readValue();
        }
        return read;
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        @Nullable Object[] copy = ((@Nullable Object[]) value).clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = codecs.copyPart(copy[i]);
        }
        return copy;
    }

    @Override
    boolean isImmutable(Object value) {
        return false;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        @Nullable Object[] array = (@Nullable Object[]) value;
        return HeapBytes.array(array.length, HeapBytes.REFERENCE) + HeapBytes.sampled(codecs, Arrays.asList(array));
    }
}
