package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/** Brings keyed rows to their keys' partitions, each sorted by key; equal keys in the order of arrival. */
record SortExchange(Partitioner partitioner, RowOrder keyOrder) implements KeyedExchange {
    @Override
    public String describe() {
        return "rows sorted by " + partitioner;
    }

    @Override
    public Cursor read(List<ExchangeInput> inputs, TaskContext context) {
        return KeyedSorts.byKey(new InputCursor(inputs), keyOrder, context);
    }
}
