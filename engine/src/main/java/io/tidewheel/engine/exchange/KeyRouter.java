package io.tidewheel.engine.exchange;

import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** Says where a map task's rows go; the partitioner by hash, which most are, without a call into it. */
final class KeyRouter {
    private final boolean byHash;
    private final Partitioner.Split split;
    private final int partitions;

    KeyRouter(Partitioner partitioner, TaskContext context) {
        this.byHash = partitioner instanceof HashPartitioner;
        this.split = partitioner.open(context);
        this.partitions = partitioner.partitions();
    }

    int partitions() {
        return partitions;
    }

    int partition(@Nullable Object key, int hash) throws Exception {
        return byHash
                ? HashPartitioner.partition(hash, partitions)
                : Keyed.checked(split.partition(key, hash), partitions, key);
    }
}
