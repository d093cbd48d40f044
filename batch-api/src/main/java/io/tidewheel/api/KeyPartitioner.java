package io.tidewheel.api;

import java.io.Serializable;

/**
 * Says which partition a key belongs to, for partitioning that hashing does not give. Deterministic; equal keys get equal
 * partitions. Two equal partitioners must put equal keys into the same partition: implement {@code equals} (a record
 * has it), or datasets partitioned in the same way are exchanged again.
 */
public interface KeyPartitioner<K> extends Serializable {
    /** At least 1, always the same. */
    int partitions();

    /** From 0 to {@link #partitions} - 1. {@code key} may be null if the dataset has null keys. */
    int partition(K key);

    /** By a well-mixed hash, the same in every JVM: what every keyed operation uses unless told otherwise. */
    static <K> KeyPartitioner<K> hash(int partitions) {
        Checks.partitions("hash", partitions);
        return new KeyPartitioners.ByHash<>(partitions);
    }
}
