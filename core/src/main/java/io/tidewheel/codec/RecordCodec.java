package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.tidewheel.error.TidewheelException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record, its components by name: read with more, fewer, wider or reordered components than it was written with. A
 * component that the data lacks is null or zero.
 */
final class RecordCodec extends ValueCodec {
    private final RecordType type;

    RecordCodec(RecordType type) {
        super(Tag.RECORD);
        this.type = type;
    }

    @Override
    void write(ValueWriter out, Object value) {
        if (out.writeClass(type.type())) {
            out.writeVarInt(type.names().size(), true);
            type.names().forEach(out::writeText);
        }
        for (int i = 0; i < type.types().length; i++) {
            out.writeValue(type.get(value, i));
        }
    }

    @Override
    Object read(ValueReader in) {
        return readRecord(in);
    }

    /** The way from the components in the stream to those of the class. */
    private static final class Layout {
        private final RecordType type;
        private final int[] places; // -1 where the class has none
        private final boolean exact; // every component is there, and none can be narrower than it is now

        Layout(RecordType type, int[] places, boolean exact) {
            this.type = type;
            this.places = places;
            this.exact = exact;
        }
    }

    static Object readRecord(ValueReader in) {
        int number = in.readClass();
        Layout layout = (Layout) in.description(number);
        if (layout == null) {
            layout = readLayout(in, in.classOf(number));
            in.keepDescription(number, layout);
        }
        Class<?>[] types = layout.type.types();
        @Nullable Object[] values = new Object[types.length];
        for (int place : layout.places) {
            Object value = in.readValue();
            if (place >= 0) {
                values[place] = value;
            }
        }
        if (!layout.exact) {
            for (int i = 0; i < values.length; i++) {
                values[i] = Widening.to(types[i], values[i]);
            }
        }
        return layout.type.create(values);
    }

    private static Layout readLayout(ValueReader in, Class<?> loaded) {
        if (!loaded.isRecord()) {
            throw new TidewheelException(BAD_DATA, "class " + loaded.getName() + " is read as a record but is none");
        }
        RecordType type = RecordType.of(loaded);
        int size = in.readSize();
        if (size > 255) {
            throw new KryoException("a record of " + size + " components");
        }
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            places[i] = type.names().indexOf(in.readText());
        }
        boolean exact = size == type.types().length
                && Arrays.stream(type.types()).noneMatch(Number.class::isAssignableFrom)
                && Arrays.stream(places).noneMatch(place -> place < 0);
        return new Layout(type, places, exact);
    }

    @Override
    Object copy(Codecs codecs, Object value) {
        @Nullable Object[] copies = new Object[type.types().length];
        boolean changed = false;
        for (int i = 0; i < copies.length; i++) {
            Object component = type.get(value, i);
            copies[i] = codecs.copyPart(component);
            changed |= copies[i] != component;
        }
        return changed ? type.create(copies) : value;
    }

    @Override
    boolean isImmutable(Object value) {
        for (int i = 0; i < type.types().length; i++) {
            if (!type.types()[i].isPrimitive() && !Codecs.isImmutable(type.get(value, i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    long heapBytes(Codecs codecs, Object value) {
        long bytes = 16;
        for (int i = 0; i < type.types().length; i++) {
            Class<?> component = type.types()[i];
            bytes += component == long.class || component == double.class ? 8 : 4;
            if (!component.isPrimitive()) {
                bytes += codecs.heapBytesOfPart(type.get(value, i));
            }
        }
        return HeapBytes.aligned(bytes);
    }
}
