package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.SinkWriter;
import io.tidewheel.streaming.sink.WriterFactory;
import io.tidewheel.streaming.sink.WriterFactory.WriterTask;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a partition's rows to a sink, and counts them.
 *
 * @param kind what each row means
 */
public record WriteAction(String sink, WriterFactory<?> writers, ChangeKind kind) implements Action<WrittenPart> {
    @Override
    public String name() {
        return "sink '" + sink + "'";
    }

    @Override
    @SuppressWarnings("unchecked") // the stream that goes to the sink has rows of the sink's type
    public WrittenPart run(Cursor rows, TaskContext context) throws Exception {
        try (Writing writing = new Writing(sink, (WriterFactory<@Nullable Object>) writers, kind, context)) {
            rows.drain(writing);
            return new WrittenPart(writing.rows, writing.finish());
        }
    }

    private static final class Writing extends Sink implements AutoCloseable {
        private final String name; // of the sink
        private final WriterFactory<@Nullable Object> writers;
        private final ChangeKind kind;
        private final TaskContext context;
        private @Nullable SinkWriter<@Nullable Object> writer;
        private long rows;

        Writing(String name, WriterFactory<@Nullable Object> writers, ChangeKind kind, TaskContext context) {
            this.name = name;
            this.writers = writers;
            this.kind = kind;
            this.context = context;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            try {
                SinkWriter<@Nullable Object> open = writer;
                if (open == null) {
                    open = writers.open(task());
                    writer = open;
                }
                open.write(kind, row);
                rows++;
            } catch (Exception e) {
                throw failed("write", e);
            }
        }

        private TidewheelException failed(String what, Exception e) {
            return e instanceof TidewheelException ours
                    ? ours
                    : new TidewheelException(
                            Kind.RESOURCE,
                            "sink '" + name + "' cannot " + what + " partition " + context.partition() + ": " + e,
                            e);
        }

        private WriterTask task() {
            BatchScope batch = BatchParameters.batch(context);
            String attempt = batch.epoch() + "-" + context.parameters().run() + "-"
                    + context.attempt().attempt();
            return new WriterTask(batch.batchId(), batch.epoch(), context.partition(), attempt);
        }

        byte @Nullable [] finish() {
            try {
                return writer == null ? null : writer.finish();
            } catch (Exception e) {
                throw failed("finish", e);
            }
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }
    }
}
