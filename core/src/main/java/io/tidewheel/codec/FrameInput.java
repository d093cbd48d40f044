package io.tidewheel.codec;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** Reads frames; hands on no byte of one that is damaged. */
final class FrameInput extends InputStream {
    private final InputStream in;
    private final String what;
    private final CRC32C crc = new CRC32C();
    private byte[] frame = new byte[0];
    private byte[] raw = new byte[0];
    private int position;
    private int limit;
    private long number = -1;
    private long consumed;
    private boolean ended;

    FrameInput(InputStream in, String what) {
        this.in = in;
        this.what = what;
    }

    @Override
    public int read() throws IOException {
        return position < limit || readFrame() ? raw[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == limit && !readFrame()) {
            return -1;
        }
        int step = Math.min(length, limit - position);
        System.arraycopy(raw, position, bytes, from, step);
        position += step;
        return step;
    }

    @Override
    public int available() {
        return limit - position;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        position = limit;
        in.close();
    }

    /** False at the end. */
    private boolean readFrame() throws IOException {
        if (ended) {
            return false;
        }
        if (number < 0) {
            readMagic();
        }
        long start = consumed;
        frame = grown(frame, Frames.FRAME_HEADER_BYTES);
        readFully(0, Frames.FRAME_HEADER_BYTES, start);
        ByteBuffer header = ByteBuffer.wrap(frame);
        int kind = header.get();
        int rawBytes = header.getInt();
        int storedBytes = header.getInt();
        int checksum = header.getInt();
        if (rawBytes < 0 || rawBytes > Frames.MAX_FRAME_BYTES || storedBytes < 0 || storedBytes > rawBytes) {
            throw damaged(start, "a frame says it has " + storedBytes + " bytes for " + rawBytes);
        }
        frame = grown(frame, Frames.FRAME_HEADER_BYTES + storedBytes);
        readFully(Frames.FRAME_HEADER_BYTES, storedBytes, start);
        if (Frames.checksum(crc, number, frame, storedBytes) != checksum) {
            throw damaged(start, "frame " + number + " does not have the checksum it was written with");
        }
        number++;
        if (kind == Frames.END) {
            ended = true;
            return false;
        }
        expand(kind, rawBytes, storedBytes, start);
        return true;
    }

    private void readMagic() throws IOException {
        frame = grown(frame, Frames.MAGIC.length);
        readFully(0, Frames.MAGIC.length, 0);
        byte[] found = Arrays.copyOf(frame, Frames.MAGIC.length);
        if (!Arrays.equals(found, Frames.MAGIC)) {
            boolean otherVersion = Arrays.equals(found, 0, 3, Frames.MAGIC, 0, 3);
            throw damaged(
                    0,
                    otherVersion
                            ? "it has format version " + found[3] + ", this release reads version " + Frames.MAGIC[3]
                            : "it begins with " + Arrays.toString(found) + " instead of 'TWF'");
        }
        number = 0;
    }

    private void expand(int kind, int rawBytes, int storedBytes, long start) throws CorruptDataException {
        int from = Frames.FRAME_HEADER_BYTES;
        raw = grown(raw, rawBytes);
        if (kind == Compression.NONE.code() && rawBytes == storedBytes) {
            System.arraycopy(frame, from, raw, 0, rawBytes);
        } else if (kind == Compression.LZ4.code()) {
            try {
                int expanded = LZ4Factory.fastestInstance()
                        .safeDecompressor()
                        .decompress(frame, from, storedBytes, raw, 0, rawBytes);
                checkLength(expanded, rawBytes, start);
            } catch (LZ4Exception e) {
                throw damaged(start, e);
            }
        } else if (kind == Compression.ZSTD.code()) {
            checkLength(Zstd.decompressByteArray(raw, 0, rawBytes, frame, from, storedBytes), rawBytes, start);
        } else {
            throw damaged(start, "a frame is of unknown kind " + kind);
        }
        position = 0;
        limit = rawBytes;
    }

    private void checkLength(long expanded, int announced, long start) throws CorruptDataException {
        if (expanded != announced) {
            throw damaged(start, "a frame of " + announced + " bytes expands to " + expanded);
        }
    }

    private void readFully(int offset, int length, long start) throws IOException {
        int read = in.readNBytes(frame, offset, length);
        consumed += read;
        if (read < length) {
            throw damaged(start, "it is cut off at byte " + consumed);
        }
    }

    private CorruptDataException damaged(long start, String found) {
        return new CorruptDataException(what, start, found);
    }

    private CorruptDataException damaged(long start, Exception cause) {
        CorruptDataException damaged = damaged(start, "a frame does not expand");
        damaged.initCause(cause);
        return damaged;
    }

    private static byte[] grown(byte[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, length);
    }
}
