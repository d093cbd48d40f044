package io.tidewheel.codec;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Arrays of primitives: the length, then the elements one after the other, each in its full width. */
final class ArrayCodecs {
    /** Reads the elements of an array from one index up to another. */
    @FunctionalInterface
    private interface Filler<A> {
        void fill(A array, int from, int to);
    }

    /** The array with another length. */
    @FunctionalInterface
    private interface Resizer<A> {
        A resize(A array, int length);
    }

    private ArrayCodecs() {}

    static List<MutableCodec<?>> primitive() {
        return List.of(bytes(), booleans(), shorts(), chars(), ints(), longs(), floats(), doubles());
    }

    /** The next length of an array of which so many elements have come. */
    static int grown(int come, int announced) {
        return (int) Math.min(announced, 2L * come);
    }

    /** Grows as the elements come, whatever length is announced. */
    private static <A> A read(ValueReader in, IntFunction<A> create, Resizer<A> resizer, Filler<A> filler) {
        int size = in.readSize();
        int length = BufferInput.room(size);
        A array = create.apply(length);
        filler.fill(array, 0, length);
        while (length < size) {
            int longer = grown(length, size);
            array = resizer.resize(array, longer);
            filler.fill(array, length, longer);
            length = longer;
        }
        return array;
    }

    private static MutableCodec<byte[]> bytes() {
        return new MutableCodec<>(
                Tag.BYTES,
                byte[].class,
                v -> HeapBytes.array(v.length, 1),
                byte[]::clone,
                ScalarCodecs::writeBytes,
                ScalarCodecs::readBytes);
    }

    private static MutableCodec<boolean[]> booleans() {
        return new MutableCodec<>(
                Tag.BOOLEANS,
                boolean[].class,
                v -> HeapBytes.array(v.length, 1),
                boolean[]::clone,
                (out, v) -> {
                    out.writeVarInt(v.length, true);
                    for (boolean element : v) {
                        out.writeBoolean(element);
                    }
                },
                in -> read(in, boolean[]::new, Arrays::copyOf, (array, from, to) -> {
                    for (int i = from; i < to; i++) {
                        array[i] = in.readBoolean();
                    }
                }));
    }

    private static MutableCodec<short[]> shorts() {
        return new MutableCodec<>(
                Tag.SHORTS,
                short[].class,
                v -> HeapBytes.array(v.length, 2),
                short[]::clone,
                (out, v) -> {
                    out.writeVarInt(v.length, true);
                    for (short element : v) {
                        out.writeShort(element);
                    }
                },
                in -> read(in, short[]::new, Arrays::copyOf, (array, from, to) -> {
                    for (int i = from; i < to; i++) {
                        array[i] = in.readShort();
                    }
                }));
    }

    private static MutableCodec<char[]> chars() {
        return new MutableCodec<>(
                Tag.CHARS,
                char[].class,
                v -> HeapBytes.array(v.length, 2),
                char[]::clone,
                (out, v) -> {
                    out.writeVarInt(v.length, true);
                    for (char element : v) {
                        out.writeChar(element);
                    }
                },
                in -> read(in, char[]::new, Arrays::copyOf, (array, from, to) -> {
                    for (int i = from; i < to; i++) {
                        array[i] = in.readChar();
                    }
                }));
    }

    private static MutableCodec<int[]> ints() {
        return new MutableCodec<>(
                Tag.INTS,
                int[].class,
                v -> HeapBytes.array(v.length, 4),
                int[]::clone,
                (out, v) -> {
                    out.writeVarInt(v.length, true);
                    for (int element : v) {
                        out.writeInt(element);
                    }
                },
                in -> read(in, int[]::new, Arrays::copyOf, (array, from, to) -> {
                    for (int i = from; i < to; i++) {
                        array[i] = in.readInt();
                    }
                }));
    }

    private static MutableCodec<long[]> longs() {
        return new MutableCodec<>(
                Tag.LONGS,
                long[].class,
                v -> HeapBytes.array(v.length, 8),
                long[]::clone,
                (out, v) -> {
                    out.writeVarInt(v.length, true);
                    for (long element : v) {
                        out.writeLong(element);
                    }
                },
                in -> read(in, long[]::new, Arrays::copyOf, (array, from, to) -> {
                    for (int i = from; i < to; i++) {
                        array[i] = in.readLong();
                    }
                }));
    }

    private static MutableCodec<float[]> floats() {
        return new MutableCodec<>(
                Tag.FLOATS,
                float[].class,
                v -> HeapBytes.array(v.length, 4),
                float[]::clone,
                (out, v) -> {
                    out.writeVarInt(v.length, true);
                    for (float element : v) {
                        out.writeFloat(element);
                    }
                },
                in -> read(in, float[]::new, Arrays::copyOf, (array, from, to) -> {
                    for (int i = from; i < to; i++) {
                        array[i] = in.readFloat();
                    }
                }));
    }

    private static MutableCodec<double[]> doubles() {
        return new MutableCodec<>(
                Tag.DOUBLES,
                double[].class,
                v -> HeapBytes.array(v.length, 8),
                double[]::clone,
                (out, v) -> {
                    out.writeVarInt(v.length, true);
                    for (double element : v) {
                        out.writeDouble(element);
                    }
                },
                in -> read(in, double[]::new, Arrays::copyOf, (array, from, to) -> {
                    for (int i = from; i < to; i++) {
                        array[i] = in.readDouble();
                    }
                }));
    }
}
