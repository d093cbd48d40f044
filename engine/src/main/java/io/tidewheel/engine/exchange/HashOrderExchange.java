package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/** Brings keyed rows to their keys' partitions, each in the order of unsigned key hashes; equal hashes in the order of arrival. */
record HashOrderExchange(Partitioner partitioner) implements KeyedExchange {
    @Override
    public String describe() {
        return "rows in hash order by " + partitioner;
    }

    @Override
    public Cursor read(List<ExchangeInput> inputs, TaskContext context) {
        return KeyedSorts.byHash(new InputCursor(inputs), context);
    }
}
