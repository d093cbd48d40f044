package io.tidewheel.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import org.jspecify.annotations.Nullable;

/**
 * Writes framed streams (see {@link Frames}) one after the other, with the same buffers for all. Used by one thread; each
 * stream is closed, or given up, before the next is begun.
 */
public final class Framer implements AutoCloseable {
    /*
     * Trying to compress what does not get smaller costs more than writing it. A frame that LZ4 makes less than an eighth
     * smaller is stored as it is, which also spares its readers, and then one frame is stored untried, after the next such
     * try two, up to 16: bytes that change their nature are noticed within a mebibyte. Streams of one framer tend to hold
     * the same kind of rows, so what was learned of one serves the next.
     */
    private static final int ZSTD_LEVEL = 1;
    private static final int MOST_UNTRIED = 16;

    private final Compression compression;
    private final @Nullable LZ4Compressor lz4;
    private final @Nullable ZstdCompressCtx zstd;
    final CRC32C crc = new CRC32C();
    final byte[] raw = new byte[Frames.FRAME_BYTES];
    final byte[] frame;
    private int untried; // frames still to be stored without a try
    private int nextUntried = 1;

    public Framer(Compression compression) {
        this.compression = compression;
        lz4 = compression == Compression.LZ4 ? LZ4Factory.fastestInstance().fastCompressor() : null;
        zstd = compression == Compression.ZSTD ? new ZstdCompressCtx().setLevel(ZSTD_LEVEL) : null;
        int room = lz4 == null ? 2 * Frames.FRAME_BYTES : lz4.maxCompressedLength(Frames.FRAME_BYTES);
        frame = new byte[Frames.FRAME_HEADER_BYTES + room];
    }

    /** A new stream. Closing it writes the end and closes {@code out}; flushing it ends the frame. */
    public OutputStream stream(OutputStream out) {
        return new FrameOutput(out, this, false);
    }

    Compression compression() {
        return compression;
    }

    /** Compresses the first bytes of {@link #raw} into the frame; says how many they take there, -1 to store them as they are. */
    int compress(int length) {
        int room = frame.length - Frames.FRAME_HEADER_BYTES;
        if (zstd != null) {
            int stored = zstd.compressByteArray(frame, Frames.FRAME_HEADER_BYTES, room, raw, 0, length);
            return stored < length ? stored : -1;
        }
        if (lz4 == null) {
            return -1;
        }
        if (untried > 0) {
            untried--;
            return -1;
        }
        int stored = lz4.compress(raw, 0, length, frame, Frames.FRAME_HEADER_BYTES, room);
        if (stored < length - length / 8) {
            nextUntried = 1;
            return stored;
        }
        untried = nextUntried;
        nextUntried = Math.min(MOST_UNTRIED, 2 * nextUntried);
        return -1;
    }

    @Override
    public void close() {
        if (zstd != null) {
            zstd.close();
        }
    }
}
