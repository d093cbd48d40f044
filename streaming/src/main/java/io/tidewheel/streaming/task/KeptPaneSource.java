package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.cursor.ConcatCursor;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Source;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a pane that is state: that of the time of the run. In whatever partitions it was kept, it is read in these, its
 * rows in their order.
 *
 * @param operator under whose name it is kept
 */
public record KeptPaneSource(String operator, int keyGroups, int partitions) implements Source {
    @Override
    public String describe() {
        return "pane kept as state '" + operator + "'";
    }

    @Override
    public Cursor open(int partition, TaskContext context) {
        BatchScope batch = BatchParameters.batch(context);
        StateStore store = RunResources.of(batch.run()).before(batch, operator);
        byte[] from = PaneEntries.firstChunk(batch.batchTimeMillis());
        byte[] to = PaneEntries.firstChunk(batch.batchTimeMillis() + 1);
        int first = KeyGroups.firstGroup(partition, keyGroups, partitions);
        int end = KeyGroups.firstGroup(partition + 1, keyGroups, partitions);
        return new ConcatCursor(end - first, group -> new Chunks(store.scan(first + group, from, to), context));
    }

    /** Those of one key group. */
    private static final class Chunks implements Cursor {
        private final StateScan chunks;
        private final TaskContext context;
        private Codecs.@Nullable Decoder rows; // of the chunk; null before the first

        Chunks(StateScan chunks, TaskContext context) {
            this.chunks = chunks;
            this.context = context;
        }

        @Override
        public void drain(Sink sink) throws Exception {
            while (!sink.done() && advance(sink)) {
                context.checkCancelled();
            }
        }

        @Override
        public boolean advance(Sink sink) throws Exception {
            Codecs.Decoder open = rows;
            while (open == null || open.isAtEnd()) {
                if (!chunks.next()) {
                    return false;
                }
                open = context.codecs().decoder(new ByteArrayInputStream(chunks.value()));
            }
            rows = open;
            sink.accept(open.read());
            return true;
        }

        @Override
        public void close() throws IOException {
            chunks.close();
            if (rows != null) {
                rows.close();
            }
        }
    }
}
