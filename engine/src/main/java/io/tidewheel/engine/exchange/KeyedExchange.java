package io.tidewheel.engine.exchange;

import io.tidewheel.engine.task.TaskContext;

/** Brings keyed rows to their keys' partitions; what becomes of them there, the reader decides. */
interface KeyedExchange extends Exchange {
    Partitioner partitioner();

    @Override
    default int partitions() {
        return partitioner().partitions();
    }

    @Override
    default ExchangeWriter writer(TaskContext context) {
        return new KeyedSplitWriter(partitioner(), context);
    }
}
