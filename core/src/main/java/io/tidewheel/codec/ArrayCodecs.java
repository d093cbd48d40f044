package io.tidewheel.codec;

import java.util.Arrays;
import java.util.List;

/** Arrays of primitives: the length, then the elements one after the other. */
final class ArrayCodecs {
    private ArrayCodecs() {}

    static List<MutableCodec<?>> primitive() {
        return List.of(
                new MutableCodec<>(
                        Tag.BYTES,
                        byte[].class,
                        v -> HeapBytes.array(v.length, 1),
                        byte[]::clone,
                        ScalarCodecs::writeBytes,
                        ScalarCodecs::readBytes),
                new MutableCodec<>(
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
                        in -> {
                            int size = in.readSize();
                            boolean[] read = new boolean[BufferInput.room(size)];
                            for (int i = 0; i < size; i++) {
                                read = i < read.length ? read : Arrays.copyOf(read, grown(i, size));
                                read[i] = in.readBoolean();
                            }
                            return read;
                        }),
                new MutableCodec<>(
                        Tag.SHORTS,
                        short[].class,
                        v -> HeapBytes.array(v.length, 2),
                        short[]::clone,
                        (out, v) -> {
                            out.writeVarInt(v.length, true);
                            out.writeShorts(v, 0, v.length);
                        },
                        in -> {
                            int size = in.readSize();
                            short[] read = new short[BufferInput.room(size)];
                            for (int i = 0; i < size; i++) {
                                read = i < read.length ? read : Arrays.copyOf(read, grown(i, size));
                                read[i] = in.readShort();
                            }
                            return read;
                        }),
                new MutableCodec<>(
                        Tag.CHARS,
                        char[].class,
                        v -> HeapBytes.array(v.length, 2),
                        char[]::clone,
                        (out, v) -> {
                            out.writeVarInt(v.length, true);
                            out.writeChars(v, 0, v.length);
                        },
                        in -> {
                            int size = in.readSize();
                            char[] read = new char[BufferInput.room(size)];
                            for (int i = 0; i < size; i++) {
                                read = i < read.length ? read : Arrays.copyOf(read, grown(i, size));
                                read[i] = in.readChar();
                            }
                            return read;
                        }),
                new MutableCodec<>(
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
                        in -> {
                            int size = in.readSize();
                            int[] read = new int[BufferInput.room(size)];
                            for (int i = 0; i < size; i++) {
                                read = i < read.length ? read : Arrays.copyOf(read, grown(i, size));
                                read[i] = in.readInt();
                            }
                            return read;
                        }),
                new MutableCodec<>(
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
                        in -> {
                            int size = in.readSize();
                            long[] read = new long[BufferInput.room(size)];
                            for (int i = 0; i < size; i++) {
                                read = i < read.length ? read : Arrays.copyOf(read, grown(i, size));
                                read[i] = in.readLong();
                            }
                            return read;
                        }),
                new MutableCodec<>(
                        Tag.FLOATS,
                        float[].class,
                        v -> HeapBytes.array(v.length, 4),
                        float[]::clone,
                        (out, v) -> {
                            out.writeVarInt(v.length, true);
                            out.writeFloats(v, 0, v.length);
                        },
                        in -> {
                            int size = in.readSize();
                            float[] read = new float[BufferInput.room(size)];
                            for (int i = 0; i < size; i++) {
                                read = i < read.length ? read : Arrays.copyOf(read, grown(i, size));
                                read[i] = in.readFloat();
                            }
                            return read;
                        }),
                new MutableCodec<>(
                        Tag.DOUBLES,
                        double[].class,
                        v -> HeapBytes.array(v.length, 8),
                        double[]::clone,
                        (out, v) -> {
                            out.writeVarInt(v.length, true);
                            out.writeDoubles(v, 0, v.length);
                        },
                        in -> {
                            int size = in.readSize();
                            double[] read = new double[BufferInput.room(size)];
                            for (int i = 0; i < size; i++) {
                                read = i < read.length ? read : Arrays.copyOf(read, grown(i, size));
                                read[i] = in.readDouble();
                            }
                            return read;
                        }));
    }

    /** The next length of an array of which so many elements have come. */
    static int grown(int come, int announced) {
        return (int) Math.min(announced, 2L * come);
    }
}
