package io.tidewheel.checkpoint.testing;

import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import java.io.IOException;
import java.io.InputStream;

/** A file being read through a {@link FaultyStorage}. */
final class FaultyInput extends InputStream {
    private final FaultyStorage storage;
    private final String path;
    private final InputStream in;

    FaultyInput(FaultyStorage storage, String path, InputStream in) {
        this.storage = storage;
        this.path = path;
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return storage.call(
                Operation.READ, path, () -> in.read(bytes, offset, length), () -> in.read(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
