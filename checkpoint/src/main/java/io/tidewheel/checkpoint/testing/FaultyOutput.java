package io.tidewheel.checkpoint.testing;

import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.storage.StorageOutput;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** A file being written through a {@link FaultyStorage}. */
final class FaultyOutput extends StorageOutput {
    private final FaultyStorage storage;
    private final String path;
    private final StorageOutput out;
    private long allocated;
    private boolean closed;
    private boolean broken;

    FaultyOutput(FaultyStorage storage, String path, StorageOutput out) {
        this.storage = storage;
        this.path = path;
        this.out = out;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        sound(Operation.WRITE, () -> written(bytes, offset, length), () -> written(bytes, offset, length / 2));
    }

    /** As the contract of outputs wants it: after one failure all that follows fails. */
    private void sound(Operation operation, FaultyStorage.Body<Long> whole, FaultyStorage.Body<Long> half)
            throws IOException {
        try {
            storage.call(operation, path, broken ? this::refuse : whole, broken ? this::refuse : half);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    private Long refuse() throws IOException {
        throw new IOException("writing " + path + " failed before");
    }

    private long written(byte[] bytes, int offset, int length) throws IOException {
        long inPlace = Math.max(0, Math.min(length, allocated - out.position()));
        long taken = storage.take(length - inPlace);
        out.write(bytes, offset, (int) (inPlace + taken));
        if (inPlace + taken < length) {
            throw full();
        }
        return length;
    }

    private IOException full() {
        return new FileSystemException(path, null, "No space left on device");
    }

    @Override
    public void preallocate(long bytes) throws IOException {
        sound(Operation.PREALLOCATE, () -> allocated(bytes), () -> allocated(bytes / 2));
    }

    private long allocated(long bytes) throws IOException {
        if (storage.take(bytes) < bytes) {
            throw full();
        }
        out.preallocate(bytes);
        allocated = bytes;
        return bytes;
    }

    @Override
    public void sync() throws IOException {
        sound(Operation.SYNC, this::synced, this::synced);
    }

    private long synced() throws IOException {
        out.sync();
        return out.position();
    }

    @Override
    public long position() {
        return out.position();
    }

    /** A dead process closes its files too, which writes nothing where a file is there before it is closed. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (storage.end() != null && storage.appends()) {
            out.close();
        }
        boolean isLost = broken && !storage.appends(); // half an object never appears
        storage.call(Operation.CLOSE, path, isLost ? this::refuse : this::made, isLost ? this::refuse : this::made);
    }

    private long made() throws IOException {
        out.close();
        if (!storage.appends()) {
            storage.changes().changed(path, Optional.empty());
        }
        return out.position();
    }
}
