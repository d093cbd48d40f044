package io.tidewheel.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/** Writes frames. A frame that would not get smaller is stored as it is. */
final class FrameOutput extends OutputStream {
    private static final int ZSTD_LEVEL = 1;

    private final OutputStream out;
    private final Compression compression;
    private final CRC32C crc = new CRC32C();
    private final byte[] raw = new byte[Frames.FRAME_BYTES];
    private final byte[] frame;
    private final @Nullable LZ4Compressor lz4;
    private final @Nullable ZstdCompressCtx zstd;
    private int filled;
    private long number = -1;
    private boolean closed;

    FrameOutput(OutputStream out, Compression compression) {
        this.out = out;
        this.compression = compression;
        lz4 = compression == Compression.LZ4 ? LZ4Factory.fastestInstance().fastCompressor() : null;
        zstd = compression == Compression.ZSTD ? new ZstdCompressCtx().setLevel(ZSTD_LEVEL) : null;
        int room = lz4 == null ? 2 * Frames.FRAME_BYTES : lz4.maxCompressedLength(Frames.FRAME_BYTES);
        frame = new byte[Frames.FRAME_HEADER_BYTES + room];
    }

    @Override
    public void write(int b) throws IOException {
        if (filled == raw.length) {
            writeFrame();
        }
        raw[filled++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (filled == raw.length) {
                writeFrame();
            }
            int step = Math.min(length - done, raw.length - filled);
            System.arraycopy(bytes, from + done, raw, filled, step);
            filled += step;
            done += step;
        }
    }

    @Override
    public void flush() throws IOException {
        writeFrame();
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out;
                zstd) {
            writeFrame();
            write(Frames.END, 0, 0);
        }
    }

    private void writeFrame() throws IOException {
        if (filled == 0) {
            return;
        }
        int stored = compressed();
        if (stored >= filled) {
            System.arraycopy(raw, 0, frame, Frames.FRAME_HEADER_BYTES, filled);
            write(Compression.NONE.code(), filled, filled);
        } else {
            write(compression.code(), filled, stored);
        }
        filled = 0;
    }

    /** How many bytes the frame takes when compressed. */
    private int compressed() {
        int room = frame.length - Frames.FRAME_HEADER_BYTES;
        if (lz4 != null) {
            return lz4.compress(raw, 0, filled, frame, Frames.FRAME_HEADER_BYTES, room);
        }
        if (zstd != null) {
            return zstd.compressByteArray(frame, Frames.FRAME_HEADER_BYTES, room, raw, 0, filled);
        }
        return filled;
    }

    private void write(int kind, int rawBytes, int storedBytes) throws IOException {
        if (number < 0) {
            out.write(Frames.MAGIC);
            number = 0;
        }
        ByteBuffer header = ByteBuffer.wrap(frame, 0, Frames.FRAME_HEADER_BYTES)
                .put((byte) kind)
                .putInt(rawBytes)
                .putInt(storedBytes);
        header.putInt(Frames.checksum(crc, number++, frame, storedBytes));
        out.write(frame, 0, Frames.FRAME_HEADER_BYTES + storedBytes);
    }
}
