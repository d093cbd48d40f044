package io.tidewheel.batch.file;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The text of zstd frames, one after another, up to the end of the bytes, which no frame may reach over. */
final class ZstdFrames extends InputStream {
    private final InputStream in;
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final byte[] buffer = new byte[(int) ZstdInputStream.recommendedDInSize()];
    private final ByteBuffer source = ByteBuffer.allocateDirect(buffer.length).limit(0);
    private final ByteBuffer text = ByteBuffer.allocateDirect((int) ZstdInputStream.recommendedDOutSize())
            .limit(0);
    private long sourceOffset; // where the source's first byte lies in the file
    private long frameStart;
    private boolean betweenFrames = true;
    private boolean flushed = true; // the library holds no more text of the source

    ZstdFrames(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return fill() ? text.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int read = Math.min(length, text.remaining());
        text.get(target, offset, read);
        return read;
    }

    /** Makes some text be there; false at the end. */
    private boolean fill() throws IOException {
        while (!text.hasRemaining()) {
            if (!source.hasRemaining() && flushed && !readSource()) {
                return false;
            }
            decompress();
        }
        return true;
    }

    private boolean readSource() throws IOException {
        sourceOffset += source.limit();
        int read = in.read(buffer, 0, buffer.length);
        if (read < 0) {
            if (!betweenFrames) {
                throw new EOFException("the file ends at byte " + sourceOffset
                        + ", inside the zstd frame that begins at byte " + frameStart);
            }
            source.limit(0);
            return false;
        }
        source.clear().put(buffer, 0, read).flip();
        return true;
    }

    private void decompress() throws IOException {
        if (betweenFrames) {
            frameStart = sourceOffset + source.position();
        }
        text.clear();
        try {
            betweenFrames = zstd.decompressDirectByteBufferStream(text, source);
        } catch (ZstdException e) {
            text.limit(0);
            throw new IOException(
                    "the zstd frame that begins at byte " + frameStart + " is damaged: " + e.getMessage(), e);
        }
        flushed = betweenFrames || text.hasRemaining();
        text.flip();
    }

    @Override
    public void close() throws IOException {
        zstd.close();
        in.close();
    }
}
