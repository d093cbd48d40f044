package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.PairChunk;
import io.tidewheel.engine.block.PairChunkSink;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Sorts the keyed rows of a cursor when the first is wanted. */
final class ExternalSort extends SortedCursor {
    private final Cursor input;
    private final RowSorter sorter;

    ExternalSort(Cursor input, RowCoder coder, boolean hashOrdered, TaskContext context) {
        super(hashOrdered);
        this.input = input;
        this.sorter = new RowSorter(coder, context);
    }

    @Override
    SortedRows sort() throws Exception {
        sorter.expect(input.estimatedRows());
        input.drain(new Adding(sorter));
        input.close();
        return sorter.finish();
    }

    @Override
    void abandon() throws IOException {
        input.close();
        sorter.close();
    }

    @Override
    public long estimatedRows() {
        return input.estimatedRows();
    }

    private static final class Adding extends PairChunkSink {
        private final RowSorter sorter;

        Adding(RowSorter sorter) {
            this.sorter = sorter;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            sorter.add(key, value);
        }

        @Override
        public void begin(PairChunk chunk) {
            sorter.begin(chunk);
        }

        @Override
        public void acceptRow(int row) throws Exception {
            sorter.add(row);
        }
    }
}
