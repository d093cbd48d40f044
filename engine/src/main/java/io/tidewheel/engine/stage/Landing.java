package io.tidewheel.engine.stage;

import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.exchange.RowCollector;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of a cut, collected so that who reads them need not have on the stack what made them. Used by one task. */
final class Landing {
    private final RowCollector collector;
    private final Block block;
    private final TaskContext context;
    private final boolean isReadOnce;

    private Landing(RowCollector collector, Block block, TaskContext context, boolean isReadOnce) {
        this.collector = collector;
        this.block = block;
        this.context = context;
        this.isReadOnce = isReadOnce;
        if (!isReadOnce) { // nobody knows who is the last
            context.onCompletion(failure -> block.discard());
        }
    }

    static Landing of(Cursor rows, String maker, int readers, TaskContext context) throws Exception {
        RowCollector collector = new RowCollector(context, true, "landing");
        try {
            context.hot(TaskContext.isHot(rows.estimatedRows()));
            Cursor watched = context.services().strict()
                    ? new WatchedRows(rows, maker, "a step far behind it in the lineage", context)
                    : rows;
            Block block = collector.collect(watched);
            rows.close();
            return new Landing(collector, block, context, readers == 1);
        } catch (Throwable e) {
            context.abandon(rows, e);
            throw e;
        }
    }

    /** The rows as they were made: who is not the only reader gets copies of what can be changed. */
    Cursor read() {
        Cursor rows = isReadOnce ? block.take() : block.read();
        return new Cursor() {
            private boolean closed;

            @Override
            public void drain(Sink sink) throws Exception {
                rows.drain(isReadOnce ? sink : new Copying(sink, context));
            }

            @Override
            public boolean advance(Sink sink) throws Exception {
                return rows.advance(isReadOnce ? sink : new Copying(sink, context));
            }

            @Override
            public long estimatedRows() {
                return rows.estimatedRows();
            }

            @Override
            public void close() throws IOException {
                rows.close();
                if (isReadOnce && !closed) {
                    closed = true;
                    collector.release();
                }
            }
        };
    }

    private static final class Copying extends Sink {
        private final Sink down;
        private final TaskContext context;

        Copying(Sink down, TaskContext context) {
            super(down);
            this.down = down;
            this.context = context;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            down.accept(context.codecs().copy(row));
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            down.accept(context.codecs().copy(key), context.codecs().copy(value));
        }

        @Override
        public void acceptLong(long row) throws Exception {
            down.acceptLong(row);
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            down.acceptDouble(row);
        }
    }
}
