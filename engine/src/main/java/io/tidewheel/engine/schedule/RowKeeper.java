package io.tidewheel.engine.schedule;

import io.tidewheel.engine.block.Block;
import io.tidewheel.engine.block.BlockKey;
import io.tidewheel.engine.block.BlockStore;
import io.tidewheel.engine.block.RowBlock;
import io.tidewheel.engine.block.RowFormat;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.block.StoredBlock;
import io.tidewheel.engine.cursor.ConcatCursor;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.RowCollector;
import io.tidewheel.engine.task.TaskContext;

/** Stores the rows of one cached partition: whole, or not at all. Used by one task, once. */
final class RowKeeper {
    /*
     * Rows are collected in the task's memory. When that is refused, a level with a disk writes what there is as a
     * segment and goes on; a level without gives up storing, hands out what was collected and then the rest as it
     * comes, so that nothing is computed twice.
     */
    private final BlockStore store;
    private final BlockKey key;
    private final StorageLevel level;
    private final TaskContext context;

    RowKeeper(BlockStore store, BlockKey key, StorageLevel level, TaskContext context) {
        this.store = store;
        this.key = key;
        this.level = level;
        this.context = context;
    }

    /** Reads all of {@code rows} and gives them back to read. */
    Cursor keep(Cursor rows) throws Exception {
        RowCollector collector = new RowCollector(context, level.usesDisk(), "cached");
        RowBlock collected = collector.collect(rows);
        if (!level.isSerialized() || collector.isRefused()) {
            collector.release(); // from here on the store accounts for them
        }
        if (collector.isRefused()) {
            return followedBy(collected, rows);
        }
        rows.close();
        Block block = context.services().strict() ? StrictBlock.of(collected, key, context.codecs()) : collected;
        boolean kept = put(block);
        collector.release(); // objects are there until they are encoded
        if (!kept) {
            return block.take();
        }
        StoredBlock stored = store.get(key);
        return stored == null ? block.take() : stored.open();
    }

    private boolean put(Block block) throws Exception {
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
}
