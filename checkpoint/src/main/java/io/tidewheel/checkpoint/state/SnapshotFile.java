package io.tidewheel.checkpoint.state;

import io.tidewheel.codec.Compression;
import io.tidewheel.codec.CorruptDataException;
import io.tidewheel.codec.Frames;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** The bytes of a snapshot. */
final class SnapshotFile {
    /*
     * magic 'T' 'W' 'S' version(1), then a framed stream, numbers big-endian:
     * header: operator (2 bytes length, modified UTF-8), schema (8), key groups (4), first group (4), end group (4), batch (8)
     * chunk*: length (4, not 0), key group (4), entries (4), that many bytes: puts encoded as StateChanges
     * end:    0 (4), entries in all chunks (8)
     */
    private static final byte[] MAGIC = {'T', 'W', 'S', 1};
    static final int CHUNK_BYTES = 32 << 10;

    private SnapshotFile() {}

    /**
     * @param schema fingerprint of what the entries are; 0 if nobody knows
     * @param batchId holds at least what batches up to this one have changed
     */
    record Header(String operator, long schema, int keyGroups, int firstGroup, int endGroup, long batchId) {}

    /** Told of every chunk, before it is written: may wait, or throw to end the writing. */
    @FunctionalInterface
    interface Pace {
        void spend(int bytes) throws IOException;
    }

    static void write(OutputStream out, Header header, StateStore store, Pace pace) throws IOException {
        out.write(MAGIC);
        try (DataOutputStream data = new DataOutputStream(Frames.compress(new LeftOpen(out), Compression.LZ4))) {
            data.writeUTF(header.operator);
            data.writeLong(header.schema);
            data.writeInt(header.keyGroups);
            data.writeInt(header.firstGroup);
            data.writeInt(header.endGroup);
            data.writeLong(header.batchId);
            long entries = 0;
            for (int group = header.firstGroup; group < header.endGroup; group++) {
                entries += writeGroup(data, group, store, pace);
            }
            data.writeInt(0);
            data.writeLong(entries);
        }
    }

    /** A stream that somebody else closes. */
    private static final class LeftOpen extends FilterOutputStream {
        LeftOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }

    private static long writeGroup(DataOutputStream data, int group, StateStore store, Pace pace) throws IOException {
        long entries = 0;
        StateChanges.Builder chunk = new StateChanges.Builder();
        try (StateScan dump = store.dump(group)) {
            while (dump.next()) {
                chunk.put(group, dump.key(), dump.value());
                if (chunk.size() >= CHUNK_BYTES) {
                    entries += writeChunk(data, group, chunk.build(), pace);
                    chunk = new StateChanges.Builder();
                }
            }
        }
        return entries + writeChunk(data, group, chunk.build(), pace);
    }

    private static long writeChunk(DataOutputStream data, int group, StateChanges chunk, Pace pace) throws IOException {
        if (chunk.keys() > 0) {
            pace.spend(chunk.encoded().length);
            data.writeInt(chunk.encoded().length);
            data.writeInt(group);
            data.writeInt((int) chunk.keys());
            data.write(chunk.encoded());
        }
        return chunk.keys();
    }

    /** Takes the entries of one group, some at a time. */
    @FunctionalInterface
    interface Entries {
        void take(int group, StateChanges puts);
    }

    /**
     * Reads to the end of the stream.
     *
     * @param what names the file in errors
     * @throws CorruptDataException if it is not what was written
     */
    static Header read(InputStream in, String what, Entries entries) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            boolean otherVersion = magic.length == MAGIC.length && Arrays.equals(magic, 0, 3, MAGIC, 0, 3);
            throw new CorruptDataException(
                    what,
                    0,
                    otherVersion
                            ? "it has format version " + magic[3] + ", this release reads version " + MAGIC[3]
                            : "it begins with " + Arrays.toString(magic) + " instead of 'TWS'");
        }
        DataInputStream data = new DataInputStream(Frames.expand(in, what));
        Header header = new Header(
                data.readUTF(), data.readLong(), data.readInt(), data.readInt(), data.readInt(), data.readLong());
        long read = 0;
        for (int length = data.readInt(); length != 0; length = data.readInt()) {
            int group = data.readInt();
            int count = data.readInt();
            entries.take(group, StateChanges.of(data.readNBytes(length), count));
            read += count;
        }
        long written = data.readLong();
        if (read != written || data.read() >= 0 || in.read() >= 0) {
            throw new CorruptDataException(what, MAGIC.length, "it has " + read + " entries of " + written);
        }
        return header;
    }
}
