package io.tidewheel.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** One stream of frames. */
final class FrameOutput extends OutputStream {
    private final OutputStream out;
    private final Framer framer;
    private final boolean owning; // nobody else closes the framer
    private final byte[] raw;
    private final byte[] frame;
    private int filled;
    private long number = -1;
    private boolean closed;

    FrameOutput(OutputStream out, Framer framer, boolean owning) {
        this.out = out;
        this.framer = framer;
        this.owning = owning;
        this.raw = framer.raw;
        this.frame = framer.frame;
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
        try (out) {
            writeFrame();
            write(Frames.END, 0, 0);
        } finally {
            if (owning) {
                framer.close();
            }
        }
    }

    private void writeFrame() throws IOException {
        if (filled == 0) {
            return;
        }
        int stored = framer.compress(filled);
        if (stored < 0) {
            System.arraycopy(raw, 0, frame, Frames.FRAME_HEADER_BYTES, filled);
            write(Compression.NONE.code(), filled, filled);
        } else {
            write(framer.compression().code(), filled, stored);
        }
        filled = 0;
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
        header.putInt(Frames.checksum(framer.crc, number++, frame, storedBytes));
        out.write(frame, 0, Frames.FRAME_HEADER_BYTES + storedBytes);
    }
}
