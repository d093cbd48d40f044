package io.tidewheel.engine.exchange;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/**
 * Brings the values of each key together in one accumulator. The reader gives each key once, in the order of unsigned
 * key hashes, equal hashes in the order of the keys' first arrival.
 *
 * @param mapSide map tasks combine before rows move, unless it would not make them fewer; false where accumulators are
 *     no smaller than values, as in lists
 */
record CombineExchange(Partitioner partitioner, Combiner combiner, boolean mapSide) implements KeyedExchange {
    @Override
    public String describe() {
        return (mapSide ? "combine by " : "combine after exchange by ") + partitioner;
    }

    @Override
    public ExchangeWriter writer(TaskContext context) {
        return mapSide ? new CombineWriter(partitioner, combiner, context) : new KeyedSplitWriter(partitioner, context);
    }

    @Override
    public Cursor read(List<ExchangeInput> inputs, TaskContext context) {
        return new CombinedRows(
                inputs.stream().map(CombineExchange::input).toList(),
                combiner,
                CombineTables.multiplier(partitioner),
                mapSide,
                context);
    }

    private static CombinedRows.Input input(ExchangeInput input) {
        return new CombinedRows.Input() {
            @Override
            public boolean exclusive() {
                return input.exclusive();
            }

            @Override
            public Cursor open() throws Exception {
                return input.open();
            }

            @Override
            public void abandon() {
                input.discard();
            }
        };
    }
}
