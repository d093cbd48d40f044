package io.tidewheel.batch.file;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import java.io.IOException;
import java.io.OutputStream;

/** A file that a task writes. Its failures name it, and are told apart from those of the rows that are written. */
final class PartFile extends OutputStream {
    private static final String REMEDY = "; free space there, or save to another disk or path";

    private final StorageOutput out;
    private final String path;

    PartFile(StorageOutput out, String path) {
        this.out = out;
        this.path = path;
    }

    static PartFile create(Storage storage, String path) {
        try {
            return new PartFile(storage.create(path), path);
        } catch (IOException e) {
            throw new TidewheelException(Kind.RESOURCE, "the file " + path + " cannot be created: " + e + REMEDY, e);
        }
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw failed("writing", e);
        }
    }

    /** Returns when the bytes are safe. */
    void sync() {
        try {
            out.sync();
        } catch (IOException e) {
            throw failed("syncing", e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failed("closing", e);
        }
    }

    private TidewheelException failed(String doing, IOException cause) {
        return new TidewheelException(
                Kind.RESOURCE,
                doing + " " + path + " at byte " + out.position() + ": " + cause.getMessage() + REMEDY,
                cause);
    }
}
