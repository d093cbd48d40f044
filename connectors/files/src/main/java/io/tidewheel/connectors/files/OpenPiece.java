package io.tidewheel.connectors.files;

import io.tidewheel.fault.Failpoint;
import io.tidewheel.storage.StorageOutput;
import java.io.IOException;
import java.util.zip.CRC32C;

/** The hidden file that batches are appended to. Used by the query's thread. */
final class OpenPiece implements AutoCloseable {
    private final String name;
    private final StorageOutput out;
    private final CRC32C crc = new CRC32C();
    private final int headerLength;

    private OpenPiece(String name, StorageOutput out, int headerLength) {
        this.name = name;
        this.out = out;
        this.headerLength = headerLength;
    }

    static OpenPiece create(SinkDirectory directory, String name, byte[] header) throws IOException {
        OpenPiece piece = new OpenPiece(name, directory.storage().create(directory.hidden(name)), header.length);
        piece.append(header, header.length);
        return piece;
    }

    String name() {
        return name;
    }

    void append(byte[] bytes, int length) throws IOException {
        int half = length / 2;
        out.write(bytes, 0, half);
        Failpoint.hit("sink-mid-append");
        out.write(bytes, half, length - half);
        crc.update(bytes, 0, length);
    }

    void sync() throws IOException {
        out.sync();
    }

    /** All that was appended so far. */
    Piece soFar() {
        return new Piece(name, out.position(), headerLength, (int) crc.getValue());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
