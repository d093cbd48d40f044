package io.tidewheel.connectors.files;

import io.tidewheel.streaming.source.Split;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Bytes {@code [start, end)} of a file that a batch reads: what the payload of a split holds. docs/formats.md has its
 * bytes.
 *
 * @param ordinal how many files the query had taken before this one
 */
record PlannedFile(FoundFile file, long ordinal, long start, long end) {
    private static final int VERSION = 1;

    Split split() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(ordinal);
            out.writeLong(file.length());
            out.writeLong(file.modifiedMillis());
            out.writeLong(start);
            out.writeLong(end);
            out.writeUTF(file.path());
        } catch (IOException e) {
            throw new UncheckedIOException(file.path(), e);
        }
        return new Split("", bytes.toByteArray(), end - start);
    }

    static PlannedFile of(Split split) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(split.payload()))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("version " + version + " of a file split, this release reads " + VERSION);
            }
            long ordinal = in.readLong();
            long length = in.readLong();
            long modifiedMillis = in.readLong();
            long start = in.readLong();
            long end = in.readLong();
            return new PlannedFile(new FoundFile(in.readUTF(), length, modifiedMillis), ordinal, start, end);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal holds a split of files that cannot be read", e);
        }
    }
}
