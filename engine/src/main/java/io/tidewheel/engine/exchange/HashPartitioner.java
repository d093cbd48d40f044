package io.tidewheel.engine.exchange;

import io.tidewheel.engine.task.TaskContext;

/** Spreads keys by their hash: partition p holds the p-th range of unsigned hashes. */
public record HashPartitioner(int partitions) implements Partitioner {
    public HashPartitioner {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be >= 1, but is " + partitions);
        }
    }

    @Override
    public Split open(TaskContext context) {
        int count = partitions;
        return (key, hash) -> partition(hash, count);
    }

    public static int partition(int hash, int partitions) {
        return (int) (((hash & 0xFFFF_FFFFL) * partitions) >>> 32);
    }

    @Override
    public String toString() {
        return "hash";
    }
}
