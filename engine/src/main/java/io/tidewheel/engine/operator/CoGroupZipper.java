package io.tidewheel.engine.operator;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.SortedRows;
import io.tidewheel.engine.plan.Zipper;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/**
 * Brings the values of each key of two partitions, both in hash order, together: a row for each key, with a Pair of two
 * Iterables, of which one may be empty. Iterables are as in {@link GroupStep}.
 */
record CoGroupZipper() implements Zipper {
    @Override
    public String name() {
        return "cogroup";
    }

    @Override
    public Cursor open(Cursor left, Cursor right, TaskContext context) {
        return new GroupCursor(
                List.of(
                        new GroupReader(SortedRows.inHashOrder(left), context),
                        new GroupReader(SortedRows.inHashOrder(right), context)),
                true);
    }
}
