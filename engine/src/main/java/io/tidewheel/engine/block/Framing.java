package io.tidewheel.engine.block;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Bytes in frames of length, CRC-32C and content; a frame of length 0 ends them. */
final class Framing {
    private static final int FRAME_BYTES = 32 << 10;

    private Framing() {}

    static OutputStream compressed(OutputStream out) {
        return new Writer(out);
    }

    static InputStream decompressed(InputStream in) {
        return new Reader(new DataInputStream(new BufferedInputStream(in, FRAME_BYTES)));
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Closing ends the frames and leaves the stream below open. */
    private static final class Writer extends FilterOutputStream {
        private final byte[] frame = new byte[FRAME_BYTES];
        private int filled;

        Writer(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            if (filled == FRAME_BYTES) {
                emit();
            }
            frame[filled++] = (byte) b;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                if (filled == FRAME_BYTES) {
                    emit();
                }
                int part = Math.min(length - done, FRAME_BYTES - filled);
                System.arraycopy(bytes, offset + done, frame, filled, part);
                filled += part;
                done += part;
            }
        }

        private void emit() throws IOException {
            out.write(ByteBuffer.allocate(8)
                    .putInt(filled)
                    .putInt(checksum(frame, filled))
                    .array());
            out.write(frame, 0, filled);
            filled = 0;
        }

        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
            if (filled > 0) {
                emit();
            }
            out.write(new byte[4]);
        }
    }

    private static final class Reader extends InputStream {
        private final DataInputStream in;
        private final byte[] frame = new byte[FRAME_BYTES];
        private int at;
        private int filled;
        private boolean ended;

        Reader(DataInputStream in) {
            this.in = in;
        }

        private boolean next() throws IOException {
            if (ended) {
                return false;
            }
            int length = in.readInt();
            if (length == 0) {
                ended = true;
                return false;
            }
            if (length < 0 || length > FRAME_BYTES) {
                throw new IOException("a frame claims " + length + " bytes");
            }
            int expected = in.readInt();
            if (in.readNBytes(frame, 0, length) < length) {
                throw new EOFException("the file ends within a frame");
            }
            int found = checksum(frame, length);
            if (found != expected) {
                throw new IOException("a frame's checksum is " + found + " instead of " + expected);
            }
            at = 0;
            filled = length;
            return true;
        }

        @Override
        public int read() throws IOException {
            return at < filled || next() ? frame[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (at == filled && !next()) {
                return -1;
            }
            int part = Math.min(length, filled - at);
            System.arraycopy(frame, at, bytes, offset, part);
            at += part;
            return part;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
