package io.tidewheel.engine.operator;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.SortedRows;
import io.tidewheel.engine.plan.Zipper;
import io.tidewheel.engine.task.TaskContext;
import java.util.Locale;

/**
 * Joins two partitions of keyed rows, both in hash order: a row for each pair of values of a key. In hash order; within a
 * key by the left values' order, then by the right values'. The right values of one key at a time are kept.
 */
record JoinZipper(JoinKind kind, JoinFunction function) implements Zipper {
    @Override
    public String name() {
        return kind.name().toLowerCase(Locale.ROOT) + " join";
    }

    @Override
    public Cursor open(Cursor left, Cursor right, TaskContext context) {
        return new JoinCursor(
                SortedRows.inHashOrder(left),
                new GroupReader(SortedRows.inHashOrder(right), context),
                kind,
                function,
                context);
    }
}
