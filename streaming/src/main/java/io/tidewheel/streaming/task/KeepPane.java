package io.tidewheel.streaming.task;

import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the rows of a pane that is to be state.
 *
 * @param operator under whose name
 */
public record KeepPane(String operator) implements Action<PaneRows> {
    /** A chunk ends with the row that makes it as long. */
    private static final int CHUNK_BYTES = 64 << 10;

    @Override
    public String name() {
        return "keep as state '" + operator + "'";
    }

    @Override
    public PaneRows run(Cursor rows, TaskContext context) throws Exception {
        try (Keeping keeping = new Keeping(context.codecs())) {
            rows.drain(keeping);
            return keeping.kept();
        }
    }

    private static final class Keeping extends Sink implements AutoCloseable {
        private final Codecs codecs;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<byte[]> chunks = new ArrayList<>();
        private Codecs.@Nullable Encoder chunk; // null before its first row
        private long rows;

        Keeping(Codecs codecs) {
            this.codecs = codecs;
        }

        @Override
        public void accept(@Nullable Object row) throws IOException {
            Codecs.Encoder open = chunk == null ? codecs.encoder(bytes) : chunk;
            chunk = open;
            open.write(row);
            open.flush();
            rows++;
            if (bytes.size() >= CHUNK_BYTES) {
                cut();
            }
        }

        private void cut() throws IOException {
            close();
            chunks.add(bytes.toByteArray());
            bytes.reset();
        }

        PaneRows kept() throws IOException {
            if (chunk != null) {
                cut();
            }
            return new PaneRows(rows, chunks);
        }

        @Override
        public void close() throws IOException {
            Codecs.Encoder open = chunk;
            chunk = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
