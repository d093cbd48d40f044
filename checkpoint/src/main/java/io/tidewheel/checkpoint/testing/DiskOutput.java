package io.tidewheel.checkpoint.testing;

import io.tidewheel.checkpoint.testing.SimulatedDisk.Kind;
import io.tidewheel.storage.StorageOutput;
import java.io.IOException;

/** Writes a simulated file that is there from the start. */
final class DiskOutput extends StorageOutput {
    private final DiskMedium medium;
    private final DiskView holder;
    private final String path;
    private final DiskFile file;
    private int position;

    DiskOutput(DiskMedium medium, DiskView holder, String path, DiskFile file) {
        this.medium = medium;
        this.holder = holder;
        this.path = path;
        this.file = file;
        if (medium.kind == Kind.HDFS) {
            medium.leased(file);
        }
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        synchronized (medium) {
            requireLease();
            file.write(bytes, offset, length, position);
            position += length;
        }
    }

    private void requireLease() throws IOException {
        if (medium.kind == Kind.HDFS && file.writer != holder) {
            throw new IOException("the lease of " + path + " is held by nobody or by another process");
        }
    }

    @Override
    public void preallocate(long bytes) {
        synchronized (medium) {
            if (medium.kind == Kind.LOCAL) {
                file.write(new byte[Math.toIntExact(bytes)], 0, Math.toIntExact(bytes), 0);
                file.sync();
            }
        }
    }

    @Override
    public void sync() throws IOException {
        synchronized (medium) {
            requireLease();
            file.sync();
        }
    }

    @Override
    public long position() {
        return position;
    }

    /** A dead process gives nothing back. */
    @Override
    public void close() throws IOException {
        synchronized (medium) {
            if (medium.kind == Kind.HDFS && medium.lives(holder)) {
                requireLease();
                file.writer = null;
                medium.released(file);
            }
        }
    }
}
