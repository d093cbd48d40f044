package io.tidewheel.engine.exchange;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Combines one partition when its first row is wanted; gives each key once, in canonical order. */
final class CombinedRows extends SortedCursor {
    /** Rows to combine, and whether the objects in them are this task's alone. */
    interface Input {
        boolean exclusive();

        /** True if nobody changes objects of rows that were given already. */
        default boolean isStable() {
            return true;
        }

        Cursor open() throws Exception;

        /** Frees what was not opened. */
        default void abandon() throws IOException {}
    }

    /** The rows of one cursor. */
    record Partition(Cursor rows) implements Input {
        @Override
        public boolean exclusive() {
            return false;
        }

        @Override
        public boolean isStable() {
            return false;
        }

        @Override
        public Cursor open() {
            return rows;
        }

        @Override
        public void abandon() throws IOException {
            rows.close();
        }
    }

    private final List<? extends Input> inputs;
    private final Combiner combiner;
    private final boolean merging; // accumulators; otherwise values
    private final TaskContext context;
    private final CombineTables tables;

    /** @param merging whether the rows are accumulators, or values to be folded */
    CombinedRows(
            List<? extends Input> inputs, Combiner combiner, int multiplier, boolean merging, TaskContext context) {
        super(true);
        this.inputs = inputs;
        this.combiner = combiner;
        this.merging = merging;
        this.context = context;
        boolean copies = copies(inputs);
        this.tables = new CombineTables(
                1, null, multiplier, folder(false, copies), () -> folder(true, copies), false, context);
    }

    /** Accumulators that only this task has need no copy; the first value of a key always does where it is shared. */
    private boolean copies(List<? extends Input> all) {
        return merging ? all.stream().anyMatch(input -> !input.exclusive()) : combiner.sharesFirst();
    }

    private Folder folder(boolean hot, boolean copies) {
        if (hot) {
            Class<? extends Folder> template = merging ? AccumulatorFolder.class : ValueFolder.class;
            return Folder.hot(template, combiner, context.codecs(), copies);
        }
        return merging
                ? new AccumulatorFolder(combiner, context.codecs(), copies)
                : new ValueFolder(combiner, context.codecs(), copies);
    }

    @Override
    SortedRows sort() throws Exception {
        for (Input input : inputs) {
            try (Cursor cursor = input.open()) {
                CombineTable table = merging && cursor instanceof TableCursor read ? read.table() : null;
                if (table == null) {
                    cursor.drain(input.isStable() ? new AddingStable() : new Adding());
                } else {
                    tables.expect(0, table.size);
                    addAll(table);
                }
            }
        }
        return tables.rows(0);
    }

    private void addAll(CombineTable table) throws Exception {
        Object[] slots = table.slots;
        int[] hashes = table.hashes;
        for (int slot = 0; slot < hashes.length; slot++) {
            Object key = slots[2 * slot];
            if (key != null) {
                tables.addStable(0, key == CombineTable.NULL_KEY ? null : key, hashes[slot], slots[2 * slot + 1]);
            }
        }
    }

    @Override
    void abandon() throws IOException {
        tables.close();
        for (Input input : inputs) {
            input.abandon();
        }
    }

    @Override
    public long estimatedRows() {
        return -1;
    }

    private final class Adding extends PairSink {
        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            tables.add(0, key, KeyHash.of(key), value);
        }
    }

    private final class AddingStable extends PairSink {
        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            tables.addStable(0, key, KeyHash.of(key), value);
        }
    }
}
