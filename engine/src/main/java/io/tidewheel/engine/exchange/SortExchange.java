package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.BlockFormat;
import io.tidewheel.engine.block.RowFormat;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/** Brings keyed rows to their keys' partitions, each sorted by key; equal keys in the order of arrival. */
public record SortExchange(Partitioner partitioner, RowOrder keyOrder) implements Exchange {
    @Override
    public int partitions() {
        return partitioner.partitions();
    }

    @Override
    public String describe() {
        return "rows sorted by " + partitioner;
    }

    @Override
    public ExchangeWriter writer(TaskContext context) {
        return new KeyedSplitWriter(partitioner, context);
    }

    @Override
    public Cursor read(List<ExchangeInput> inputs, TaskContext context) {
        return KeyedSorts.byKey(new InputCursor(inputs), keyOrder, context);
    }

    @Override
    public BlockFormat format() {
        return RowFormat.INSTANCE;
    }
}
