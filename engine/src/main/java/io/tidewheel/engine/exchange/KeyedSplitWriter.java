package io.tidewheel.engine.exchange;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** Splits keyed rows by their keys' partitions, each in arrival order. */
final class KeyedSplitWriter extends SplitWriter {
    private final boolean byHash;
    private final Partitioner.Split split;
    private final int partitions;

    KeyedSplitWriter(Partitioner partitioner, TaskContext context) {
        super(partitioner.partitions(), context);
        this.byHash = partitioner instanceof HashPartitioner;
        this.split = partitioner.open(context);
        this.partitions = partitioner.partitions();
    }

    @Override
    public void accept(@Nullable Object row) throws Exception {
        Pair<?, ?> pair = Keyed.pair(row);
        accept(pair.key(), pair.value());
    }

    @Override
    public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
        int hash = KeyHash.of(key);
        int partition = byHash
                ? HashPartitioner.partition(hash, partitions)
                : Keyed.checked(split.partition(key, hash), partitions, key);
        buffer(partition).add(key, value);
        added(partition);
    }
}
