package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/** Spreads rows evenly: the rows of each map partition are dealt out in turn, so that equal input gives equal output. */
record RowExchange(int partitions) implements Exchange {
    public RowExchange {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be >= 1, but is " + partitions);
        }
    }

    @Override
    public String describe() {
        return "rows round robin";
    }

    @Override
    public ExchangeWriter writer(TaskContext context) {
        return new RowSplitWriter(partitions, context);
    }

    @Override
    public Cursor read(List<ExchangeInput> inputs, TaskContext context) {
        return new InputCursor(inputs);
    }
}
