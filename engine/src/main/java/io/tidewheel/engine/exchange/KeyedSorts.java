package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/** Orders of one partition of keyed rows: stable, on disk where memory is short, lazy. They own the cursor given. */
public final class KeyedSorts {
    private KeyedSorts() {}

    /** By unsigned {@link io.tidewheel.codec.KeyHash} of the key. */
    public static Cursor byHash(Cursor rows, TaskContext context) {
        return new ExternalSort(rows, new RowCoder.Hash(), true, context);
    }

    /** By an order of the keys. */
    static Cursor byKey(Cursor rows, RowOrder keyOrder, TaskContext context) {
        return new ExternalSort(rows, new RowCoder.Order(keyOrder), false, context);
    }

    /**
     * Each key once with its accumulator, in the order of unsigned key hashes, equal hashes in the order of the keys' first
     * arrival.
     *
     * @param partitioner of which all rows are in one partition
     */
    public static Cursor combined(Cursor rows, Combiner combiner, Partitioner partitioner, TaskContext context) {
        return new CombinedRows(
                List.of(new CombinedRows.Partition(rows)),
                combiner,
                CombineTables.multiplier(partitioner),
                false,
                context);
    }
}
