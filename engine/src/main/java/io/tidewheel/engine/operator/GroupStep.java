package io.tidewheel.engine.operator;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.SortedRows;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/**
 * Brings the values of each key together: rows in hash order become one row for each key with an {@link Iterable} of its
 * values, keys in canonical order, values in the order of arrival. An Iterable is a list of its own if it fits in memory;
 * if not it is of {@link io.tidewheel.codec.LentValues} that can be read, again and again, until the rows are closed.
 */
record GroupStep() implements Step.Whole {
    @Override
    public String name() {
        return "group";
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return new GroupCursor(List.of(new GroupReader(SortedRows.inHashOrder(up), context)), false);
    }
}
