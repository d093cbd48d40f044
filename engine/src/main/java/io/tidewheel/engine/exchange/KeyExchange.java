package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/** Brings keyed rows to their keys' partitions, in the order of map partitions and, within one, of arrival. */
record KeyExchange(Partitioner partitioner) implements KeyedExchange {
    @Override
    public String describe() {
        return "rows by " + partitioner;
    }

    @Override
    public Cursor read(List<ExchangeInput> inputs, TaskContext context) {
        return new InputCursor(inputs);
    }
}
