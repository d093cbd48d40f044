package io.tidewheel.codec;

import static io.tidewheel.error.TidewheelException.Kind.BAD_DATA;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ValueWriter} wrote. */
final class ValueReader extends BufferInput {
    private final Codecs codecs;
    private final List<Class<?>> classes = new ArrayList<>();
    private final List<Object> descriptions = new ArrayList<>();
    private final List<Enum<?>> constants = new ArrayList<>();
    private @Nullable KryoBridge kryo;

    ValueReader(Codecs codecs, InputStream in, int bufferBytes) {
        super(in, bufferBytes);
        this.codecs = codecs;
    }

    ValueReader(Codecs codecs, byte[] bytes) {
        super(bytes);
        this.codecs = codecs;
    }

    /** Reads another stream: bytes of an array. Positions count from its beginning. */
    void begin(byte[] bytes, int from, int length) {
        setBuffer(bytes, from, length);
        setTotal(-from);
        classes.clear();
        descriptions.clear();
        constants.clear();
    }

    @Nullable
    Object read(int tag) {
        return switch (tag) {
            case Tag.TEXT -> readText();
            case Tag.LONG -> readVarLong(false);
            case Tag.INT -> readVarInt(false);
            case Tag.DOUBLE -> readDouble();
            case Tag.NULL -> null;
            case Tag.PAIR -> new Pair<>(readValue(), readValue());
            case Tag.TRUE -> true;
            case Tag.FALSE -> false;
            case Tag.RECORD -> RecordCodec.readRecord(this);
            case Tag.REGISTERED -> readRegistered();
            default -> readRare(tag);
        };
    }

    private Object readRare(int tag) {
        ValueCodec codec = CodecTable.ofTag(tag);
        if (codec == null) {
            throw damaged("tag " + tag + " at byte " + (total() - 1));
        }
        return codec.read(this);
    }

    @Nullable
    Object readValue() {
        return read(readByte());
    }

    /** The number of a class of this stream. Its description, if it is new, is next. */
    int readClass() {
        int number = readVarInt(true);
        if (number == classes.size()) {
            classes.add(codecs.load(readText()));
            descriptions.add(this);
        } else if (number < 0 || number > classes.size()) {
            throw damaged("class number " + number + " of " + classes.size());
        }
        return number;
    }

    Class<?> classOf(int number) {
        return classes.get(number);
    }

    /** What was kept for the class, null if it is new in this stream. */
    @Nullable
    Object description(int number) {
        Object description = descriptions.get(number);
        return description == this ? null : description;
    }

    void keepDescription(int number, Object description) {
        descriptions.set(number, description);
    }

    Enum<?> readConstant() {
        int number = readVarInt(true);
        if (number >= 0 && number < constants.size()) {
            return constants.get(number);
        }
        if (number != constants.size()) {
            throw damaged("enum constant number " + number + " of " + constants.size());
        }
        Class<?> type = classOf(readClass());
        if (!type.isEnum()) {
            throw new TidewheelException(BAD_DATA, "class " + type.getName() + " is read as an enum but is none");
        }
        Enum<?> constant = EnumCodec.constant(type, readText());
        constants.add(constant);
        return constant;
    }

    private Object readRegistered() {
        int number = readClass();
        RegisteredCodec codec = (RegisteredCodec) description(number);
        if (codec == null) {
            codec = codecs.registered(classOf(number));
            codec.checkFingerprint(readLong());
            keepDescription(number, codec);
        }
        return codec.read(this);
    }

    /** The class of the elements of an array. */
    Class<?> readElementClass() {
        Class<?> type = codecs.load(readText());
        if (type == void.class) {
            throw damaged("an array of void");
        }
        return type;
    }

    KryoException damaged(String found) {
        return new KryoException(found);
    }

    KryoBridge kryo() {
        if (kryo == null) {
            kryo = codecs.borrowKryo();
        }
        return kryo;
    }

    void release() {
        if (kryo != null) {
            codecs.giveBack(kryo);
            kryo = null;
        }
    }
}
