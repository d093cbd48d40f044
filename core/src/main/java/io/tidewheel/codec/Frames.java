package io.tidewheel.codec;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * Streams on disk: compressed, checksummed, with an end that can be told from a cut. docs/formats.md has every byte.
 *
 * <p>Nothing of a frame is handed on before its checksum was compared. A flipped bit, a missing, repeated or moved
 * frame and a missing end each give a {@link CorruptDataException}.
 */
public final class Frames {
    /*
     * stream = header frame* end
     * header = 'T' 'W' 'F' version(1)
     * frame  = kind(1) rawBytes(4) storedBytes(4) crc32c(4) stored bytes
     * end    = kind(1) 0(4) 0(4) crc32c(4)
     *
     * The checksum covers the number of the frame in its stream (8 bytes, not stored), the nine bytes before it and
     * the stored bytes. Numbers are big-endian.
     */
    static final byte[] MAGIC = {'T', 'W', 'F', 1};
    static final int FRAME_HEADER_BYTES = 13;
    static final int END = 0x7F;

    /** Raw bytes of a full frame. Small, because a merge has one open for each of many runs. */
    static final int FRAME_BYTES = 64 << 10;

    /** No reader accepts more, so that a damaged length cannot take all memory. */
    static final int MAX_FRAME_BYTES = 1 << 20;

    private Frames() {}

    /** Closing writes the end and closes {@code out}; flushing ends the frame. Used by one thread. */
    public static OutputStream compress(OutputStream out, Compression compression) {
        return new FrameOutput(out, new Framer(compression), true);
    }

    /**
     * Reads up to the end of the framed stream and no byte further. Closing closes {@code in}. Used by one thread.
     *
     * @param what names the stream in errors
     */
    public static InputStream expand(InputStream in, String what) {
        return new FrameInput(in, what);
    }

    /** @param frame kind, lengths, room for the checksum, stored bytes */
    static int checksum(CRC32C crc, long number, byte[] frame, int storedBytes) {
        crc.reset();
        for (int shift = 56; shift >= 0; shift -= 8) {
            crc.update((int) (number >>> shift));
        }
        crc.update(frame, 0, FRAME_HEADER_BYTES - 4);
        crc.update(frame, FRAME_HEADER_BYTES, storedBytes);
        return (int) crc.getValue();
    }
}
