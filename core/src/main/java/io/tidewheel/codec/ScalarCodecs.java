package io.tidewheel.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Single values that hold no other values, java.time apart. */
final class ScalarCodecs {
    private ScalarCodecs() {}

    static List<ImmutableCodec<?>> immutable() {
        return List.of(
                new ImmutableCodec<>(
                        Tag.TEXT, String.class, HeapBytes::string, (out, v) -> out.writeText(v), in -> in.readText()),
                new ImmutableCodec<>(
                        Tag.LONG,
                        Long.class,
                        v -> 24,
                        (out, v) -> out.writeVarLong(v, false),
                        in -> in.readVarLong(false)),
                new ImmutableCodec<>(
                        Tag.INT,
                        Integer.class,
                        v -> 16,
                        (out, v) -> out.writeVarInt(v, false),
                        in -> in.readVarInt(false)),
                new ImmutableCodec<>(
                        Tag.DOUBLE, Double.class, v -> 24, (out, v) -> out.writeDouble(v), in -> in.readDouble()),
                // The writer and the reader know both booleans by their tags.
                new ImmutableCodec<>(Tag.TRUE, Boolean.class, v -> 0, (out, v) -> {}, in -> true),
                new ImmutableCodec<>(
                        Tag.BYTE, Byte.class, v -> 0, (out, v) -> out.writeByte(v.byteValue()), in -> in.readByte()),
                new ImmutableCodec<>(
                        Tag.SHORT, Short.class, v -> 16, (out, v) -> out.writeShort(v), in -> in.readShort()),
                new ImmutableCodec<>(
                        Tag.CHAR, Character.class, v -> 16, (out, v) -> out.writeChar(v), in -> in.readChar()),
                new ImmutableCodec<>(
                        Tag.FLOAT, Float.class, v -> 16, (out, v) -> out.writeFloat(v), in -> in.readFloat()),
                new ImmutableCodec<>(
                        Tag.BIG_INTEGER,
                        BigInteger.class,
                        v -> 40 + HeapBytes.array(v.bitLength() / 32 + 1, 4),
                        (out, v) -> writeBytes(out, v.toByteArray()),
                        in -> new BigInteger(readBytes(in))),
                new ImmutableCodec<>(
                        Tag.BIG_DECIMAL,
                        BigDecimal.class,
                        v -> v.precision() <= 18 ? 40 : 80 + HeapBytes.array(v.precision() / 9, 4),
                        (out, v) -> {
                            out.writeVarInt(v.scale(), false);
                            writeBytes(out, v.unscaledValue().toByteArray());
                        },
                        in -> {
                            int scale = in.readVarInt(false);
                            return new BigDecimal(new BigInteger(readBytes(in)), scale);
                        }),
                new ImmutableCodec<>(
                        Tag.UUID,
                        UUID.class,
                        v -> 32,
                        (out, v) -> {
                            out.writeLong(v.getMostSignificantBits());
                            out.writeLong(v.getLeastSignificantBits());
                        },
                        in -> new UUID(in.readLong(), in.readLong())),
                new ImmutableCodec<>(
                        Tag.URI,
                        URI.class,
                        v -> 80 + 2 * HeapBytes.string(v.toString()),
                        (out, v) -> out.writeText(v.toString()),
                        in -> URI.create(in.readText())),
                new ImmutableCodec<>(
                        Tag.LOCALE,
                        Locale.class,
                        v -> 0,
                        (out, v) -> out.writeText(v.toLanguageTag()),
                        in -> Locale.forLanguageTag(in.readText())),
                new ImmutableCodec<>(
                        Tag.OPTIONAL_INT,
                        OptionalInt.class,
                        v -> 16,
                        (out, v) -> {
                            out.writeBoolean(v.isPresent());
                            out.writeVarInt(v.orElse(0), false);
                        },
                        in -> {
                            boolean present = in.readBoolean();
                            int value = in.readVarInt(false);
                            return present ? OptionalInt.of(value) : OptionalInt.empty();
                        }),
                new ImmutableCodec<>(
                        Tag.OPTIONAL_LONG,
                        OptionalLong.class,
                        v -> 24,
                        (out, v) -> {
                            out.writeBoolean(v.isPresent());
                            out.writeVarLong(v.orElse(0), false);
                        },
                        in -> {
                            boolean present = in.readBoolean();
                            long value = in.readVarLong(false);
                            return present ? OptionalLong.of(value) : OptionalLong.empty();
                        }),
                new ImmutableCodec<>(
                        Tag.OPTIONAL_DOUBLE,
                        OptionalDouble.class,
                        v -> 24,
                        (out, v) -> {
                            out.writeBoolean(v.isPresent());
                            out.writeDouble(v.orElse(0));
                        },
                        in -> {
                            boolean present = in.readBoolean();
                            double value = in.readDouble();
                            return present ? OptionalDouble.of(value) : OptionalDouble.empty();
                        }));
    }

    static List<MutableCodec<?>> mutable() {
        return List.of(
                new MutableCodec<>(
                        Tag.STRING_BUILDER,
                        StringBuilder.class,
                        v -> 24 + HeapBytes.array(v.capacity(), 1),
                        StringBuilder::new,
                        (out, v) -> out.writeText(v.toString()),
                        in -> new StringBuilder(in.readText())),
                new MutableCodec<>(
                        Tag.BIT_SET,
                        BitSet.class,
                        v -> 24 + HeapBytes.array(v.size() / 64, 8),
                        v -> (BitSet) v.clone(),
                        (out, v) -> writeBytes(out, v.toByteArray()),
                        in -> BitSet.valueOf(readBytes(in))),
                new MutableCodec<>(
                        Tag.ATOMIC_INTEGER,
                        AtomicInteger.class,
                        v -> 16,
                        v -> new AtomicInteger(v.get()),
                        (out, v) -> out.writeVarInt(v.get(), false),
                        in -> new AtomicInteger(in.readVarInt(false))),
                new MutableCodec<>(
                        Tag.ATOMIC_LONG,
                        AtomicLong.class,
                        v -> 24,
                        v -> new AtomicLong(v.get()),
                        (out, v) -> out.writeVarLong(v.get(), false),
                        in -> new AtomicLong(in.readVarLong(false))),
                new MutableCodec<>(
                        Tag.ATOMIC_BOOLEAN,
                        AtomicBoolean.class,
                        v -> 16,
                        v -> new AtomicBoolean(v.get()),
                        (out, v) -> out.writeBoolean(v.get()),
                        in -> new AtomicBoolean(in.readBoolean())),
                new MutableCodec<>(
                        Tag.BYTE_BUFFER,
                        ByteBuffer.class,
                        v -> 48 + HeapBytes.array(v.capacity(), 1),
                        v -> ByteBuffer.wrap(remaining(v)),
                        (out, v) -> writeBytes(out, remaining(v)),
                        in -> ByteBuffer.wrap(readBytes(in))));
    }

    private static byte[] remaining(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static void writeBytes(ValueWriter out, byte[] bytes) {
        out.writeVarInt(bytes.length, true);
        out.writeBytes(bytes);
    }

    static byte[] readBytes(ValueReader in) {
        return in.readBytes(in.readSize());
    }
}
