package io.tidewheel.checkpoint.testing;

import java.io.InputStream;

/** Reads a simulated file, and what is written to it meanwhile. */
final class DiskInput extends InputStream {
    private final DiskMedium medium;
    private final DiskFile file;
    private long position;

    DiskInput(DiskMedium medium, DiskFile file, long offset) {
        this.medium = medium;
        this.file = file;
        this.position = offset;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        synchronized (medium) {
            int read = file.read(bytes, offset, length, position);
            position += Math.max(0, read);
            return read;
        }
    }
}
