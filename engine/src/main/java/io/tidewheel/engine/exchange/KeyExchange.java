package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.BlockFormat;
import io.tidewheel.engine.block.RowFormat;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/** Brings keyed rows to their keys' partitions, in the order of map partitions and, within one, of arrival. */
public record KeyExchange(Partitioner partitioner) implements Exchange {
    @Override
    public int partitions() {
        return partitioner.partitions();
    }

    @Override
    public String describe() {
        return "rows by " + partitioner;
    }

    @Override
    public ExchangeWriter writer(TaskContext context) {
        return new KeyedSplitWriter(partitioner, context);
    }

    @Override
    public Cursor read(List<ExchangeInput> inputs, TaskContext context) {
        return new InputCursor(inputs);
    }

    @Override
    public BlockFormat format() {
        return RowFormat.INSTANCE;
    }
}
