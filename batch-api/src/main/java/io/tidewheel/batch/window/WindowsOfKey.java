package io.tidewheel.batch.window;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.exchange.HashPartitioner;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.task.TaskContext;

/** Brings all windows, or panes, of a key to one partition. */
public record WindowsOfKey(int partitions) implements Partitioner {
    @Override
    public Split open(TaskContext context) {
        int count = partitions;
        return (key, hash) ->
                HashPartitioner.partition(key instanceof Windowed<?> window ? KeyHash.of(window.key()) : hash, count);
    }

    @Override
    public String toString() {
        return "hash of keys";
    }
}
