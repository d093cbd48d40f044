package io.tidewheel.checkpoint.testing;

import io.tidewheel.storage.StorageOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Gathers the bytes of a simulated object, which is there when it is closed. */
final class ObjectOutput extends StorageOutput {
    private final DiskView disk;
    private final String path;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ObjectOutput(DiskView disk, String path) {
        this.disk = disk;
        this.path = path;
    }

    @Override
    public void write(int oneByte) {
        bytes.write(oneByte);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        bytes.write(source, offset, length);
    }

    @Override
    public void sync() {}

    @Override
    public long position() {
        return bytes.size();
    }

    @Override
    public void close() throws IOException {
        disk.put(path, bytes.toByteArray());
    }
}
