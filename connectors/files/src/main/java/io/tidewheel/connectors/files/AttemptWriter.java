package io.tidewheel.connectors.files;

import io.tidewheel.batch.file.RowWriter;
import io.tidewheel.codec.Codecs;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.SinkWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one attempt: to memory, and when these are many to a hidden file of this attempt alone. */
final class AttemptWriter<T> implements SinkWriter<T> {
    private final SinkSettings settings;
    private final SinkDirectory directory;
    private final String name;
    private final Spill spill = new Spill();
    private final RowWriter rows;
    private boolean finished;

    AttemptWriter(SinkSettings settings, SinkDirectory directory, String name) throws IOException {
        this.settings = settings;
        this.directory = directory;
        this.name = name;
        this.rows = settings.format().writer(spill, Codecs.DEFAULT);
    }

    @Override
    public void write(ChangeKind kind, T row) throws Exception {
        rows.write(row);
    }

    @Override
    public byte[] finish() throws IOException {
        rows.close();
        AttemptResult result = spill.finish();
        finished = true;
        return result.bytes();
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            spill.discard();
        }
    }

    /** Bytes in memory until they are many. */
    private final class Spill extends OutputStream {
        private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
        private final CRC32C crc = new CRC32C();
        private @Nullable StorageOutput file;

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            StorageOutput out = file;
            if (out == null && memory.size() + length > settings.memoryBytes()) {
                out = directory.storage().create(directory.hidden(name));
                file = out;
                put(out, settings.header(), 0, settings.header().length);
                put(out, memory.toByteArray(), 0, memory.size());
                memory.reset();
            }
            if (out == null) {
                memory.write(bytes, offset, length);
            } else {
                put(out, bytes, offset, length);
            }
        }

        private void put(StorageOutput out, byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            crc.update(bytes, offset, length);
        }

        AttemptResult finish() throws IOException {
            StorageOutput out = file;
            if (out == null) {
                return new AttemptResult(memory.toByteArray(), "", 0, 0);
            }
            out.sync();
            long length = out.position();
            out.close();
            return new AttemptResult(new byte[0], name, length, (int) crc.getValue());
        }

        void discard() throws IOException {
            StorageOutput out = file;
            if (out != null) {
                out.close();
                directory.storage().delete(directory.hidden(name));
            }
        }
    }
}
