package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.codec.Codecs;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.task.TaskContext;

/** Brings keys to the partition that has their key group's state. */
public record KeyGroupPartitioner(int keyGroups, int partitions) implements Partitioner {
    @Override
    public Split open(TaskContext context) {
        Codecs.ValueBytes bytes = context.codecs().valueBytes();
        return (key, hash) -> {
            bytes.clear();
            bytes.addKey(key);
            int group = KeyGroups.group(bytes.array(), 0, bytes.size(), keyGroups);
            return KeyGroups.partition(group, keyGroups, partitions);
        };
    }

    @Override
    public boolean isAskedLate() {
        return true;
    }

    @Override
    public String toString() {
        return "key groups";
    }
}
