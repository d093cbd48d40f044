package io.tidewheel.streaming.task;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of each partition to a file, to be read from any row on while this process lives: each its length and its
 * bytes.
 *
 * @param folder on this machine
 */
public record KeepRows(String folder) implements Action<KeptRows> {
    @Override
    public String name() {
        return "keep";
    }

    @Override
    public KeptRows run(Cursor rows, TaskContext context) throws Exception {
        Path file = Files.createTempFile(Path.of(folder), "partition-" + context.partition() + "-", ".rows");
        try (Writing writing = new Writing(file, context.codecs())) {
            rows.drain(writing);
            return writing.done(file);
        }
    }

    private static final class Writing extends Sink implements AutoCloseable {
        private final DataOutputStream out;
        private final Codecs.ValueBytes bytes;
        private final KeptRows.Index index = new KeptRows.Index();
        private long position;

        Writing(Path file, Codecs codecs) throws IOException {
            this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
            this.bytes = codecs.valueBytes();
        }

        @Override
        public void accept(@Nullable Object row) throws IOException {
            bytes.clear();
            bytes.add(row);
            index.add(position);
            out.writeInt(bytes.size());
            out.write(bytes.array(), 0, bytes.size());
            position += Integer.BYTES + bytes.size();
        }

        KeptRows done(Path file) throws IOException {
            out.flush();
            return index.of(file, position);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
