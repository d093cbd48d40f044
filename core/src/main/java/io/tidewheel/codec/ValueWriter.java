package io.tidewheel.codec;

import io.tidewheel.data.Pair;
import java.io.OutputStream;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as a tag and what follows it. A class or an enum constant is written by name where it first appears in
 * the stream, and by its number from then on.
 */
final class ValueWriter extends BufferOutput {
    private final Codecs codecs;
    private final IdentityHashMap<Class<?>, Integer> classes = new IdentityHashMap<>();
    private final IdentityHashMap<Enum<?>, Integer> constants = new IdentityHashMap<>();
    private @Nullable Class<?> lastClass;
    private int lastNumber;
    private @Nullable KryoBridge kryo;

    ValueWriter(Codecs codecs, OutputStream out, int bufferBytes) {
        super(out, bufferBytes);
        this.codecs = codecs;
    }

    ValueWriter(Codecs codecs, int bufferBytes) {
        super(bufferBytes);
        this.codecs = codecs;
    }

    void writeValue(@Nullable Object value) {
        if (value instanceof String text) {
            writeByte(Tag.TEXT);
            writeText(text);
        } else if (value instanceof Long number) {
            writeByte(Tag.LONG);
            writeVarLong(number, false);
        } else if (value instanceof Integer number) {
            writeByte(Tag.INT);
            writeVarInt(number, false);
        } else if (value instanceof Double number) {
            writeByte(Tag.DOUBLE);
            writeDouble(number);
        } else if (value == null) {
            writeByte(Tag.NULL);
        } else {
            writeRare(value);
        }
    }

    private void writeRare(Object value) {
        if (value instanceof Pair<?, ?> pair) {
            writeByte(Tag.PAIR);
            writeValue(pair.key());
            writeValue(pair.value());
        } else if (value instanceof Boolean bit) {
            writeByte(bit ? Tag.TRUE : Tag.FALSE);
        } else {
            ValueCodec codec = codecs.codec(value.getClass());
            writeByte(codec.tag());
            codec.write(this, value);
        }
    }

    /** True if the class appears for the first time: its description follows. Otherwise its number is written. */
    boolean writeClass(Class<?> type) {
        if (type == lastClass) {
            writeVarInt(lastNumber, true);
            return false;
        }
        Integer known = classes.get(type);
        boolean isNew = known == null;
        int number = isNew ? classes.size() : known;
        if (isNew) {
            classes.put(type, number);
        }
        lastClass = type;
        lastNumber = number;
        writeVarInt(number, true);
        if (isNew) {
            writeText(type.getName());
        }
        return isNew;
    }

    void writeConstant(Enum<?> constant) {
        Integer known = constants.get(constant);
        if (known != null) {
            writeVarInt(known, true);
            return;
        }
        writeVarInt(constants.size(), true);
        constants.put(constant, constants.size());
        writeClass(constant.getDeclaringClass());
        writeText(constant.name());
    }

    KryoBridge kryo() {
        if (kryo == null) {
            kryo = codecs.borrowKryo();
        }
        return kryo;
    }

    /** Forgets the stream so far and gives back what was borrowed. */
    void release() {
        if (!classes.isEmpty()) { // clearing an empty map costs as much as clearing a full one
            classes.clear();
        }
        if (!constants.isEmpty()) {
            constants.clear();
        }
        lastClass = null;
        if (kryo != null) {
            codecs.giveBack(kryo);
            kryo = null;
        }
    }
}
