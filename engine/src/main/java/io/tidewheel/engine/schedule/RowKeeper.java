package io.tidewheel.engine.schedule;

import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.BlockKey;
import io.tidewheel.engine.block.BlockStore;
import io.tidewheel.engine.block.RowBlock;
import io.tidewheel.engine.block.RowBuffer;
import io.tidewheel.engine.block.RowFormat;
import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.block.SpillSegment;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.block.StoredBlock;
import io.tidewheel.engine.cursor.ConcatCursor;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores the rows of one cached partition: whole, or not at all. Used by one task, once. */
final class RowKeeper {
    /*
     * Rows are collected in the task's memory. When that is refused, a level with a disk writes what there is as a
     * segment and goes on; a level without gives up storing, hands out what was collected and then the rest as it
     * comes, so that nothing is computed twice.
     */
    private static final int CHECK_ROWS = 512;

    private final BlockStore store;
    private final BlockKey key;
    private final StorageLevel level;
    private final TaskContext context;
    private final RowBuffer buffer = new RowBuffer();
    private final List<SpillSegment> segments = new ArrayList<>();
    private @Nullable SpillFile file;
    private long spilledRows;
    private long held; // bytes taken from the task's memory
    private long sampled;
    private long sampledBytes;

    RowKeeper(BlockStore store, BlockKey key, StorageLevel level, TaskContext context) {
        this.store = store;
        this.key = key;
        this.level = level;
        this.context = context;
    }

    /** Reads all of {@code rows} and gives them back to read. */
    Cursor keep(Cursor rows) throws Exception {
        Collector collector = new Collector();
        RowBlock block;
        try {
            rows.drain(collector);
            if (file != null) {
                file.finish();
            }
            block = buffer.toBlock(segments, spilledRows, rowBytes(), context.codecs());
        } finally {
            if (file != null) {
                file.release(); // from here on it is the block's
            }
        }
        context.memory().release(held);
        if (collector.refused) {
            return followedBy(block, rows);
        }
        rows.close();
        if (!put(block)) {
            return block.take();
        }
        StoredBlock stored = store.get(key);
        return stored == null ? block.take() : stored.open();
    }

    private boolean put(RowBlock block) throws Exception {
        try {
            return store.put(key, block, RowFormat.INSTANCE, level);
        } catch (Throwable e) {
            block.discard();
            throw e;
        }
    }

    private static Cursor followedBy(Block first, Cursor rest) {
        return new ConcatCursor(2, i -> i == 0 ? first.take() : rest);
    }

    private long rowBytes() {
        return sampled == 0 ? 0 : sampledBytes / sampled;
    }

    private final class Collector extends Sink {
        private boolean refused;
        private int untilCheck = CHECK_ROWS;

        @Override
        public void accept(@Nullable Object row) throws Exception {
            buffer.add(row);
            added();
        }

        @Override
        public void accept(@Nullable Object rowKey, @Nullable Object value) throws Exception {
            buffer.add(rowKey, value);
            added();
        }

        @Override
        public void acceptLong(long row) throws Exception {
            buffer.addLong(row);
            added();
        }

        @Override
        public void acceptDouble(double row) throws Exception {
            buffer.addDouble(row);
            added();
        }

        private void added() throws Exception {
            if (sampled == 0 || --untilCheck == 0) {
                untilCheck = CHECK_ROWS;
                context.checkCancelled();
                sampled++;
                sampledBytes += context.codecs().heapBytes(buffer.last());
                long needed = buffer.slotBytes() + (buffer.rows() + CHECK_ROWS) * rowBytes();
                if (needed > held && !grow(needed - held)) {
                    full();
                }
            }
        }

        private boolean grow(long bytes) {
            if (context.memory().acquire(bytes)) {
                held += bytes;
                return true;
            }
            return false;
        }

        private void full() throws Exception {
            if (level.usesDisk()) {
                if (file == null) {
                    file = context.services().spill().create("cached");
                }
                spilledRows += buffer.rows();
                segments.add(buffer.spill(file, context.codecs()));
                context.memory().release(held);
                held = 0;
            } else {
                refused = true;
                signal.finish();
            }
        }
    }
}
