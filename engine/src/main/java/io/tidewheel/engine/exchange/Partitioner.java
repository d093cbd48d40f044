package io.tidewheel.engine.exchange;

import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Says which partition a key belongs to. Two equal partitioners put equal keys into the same partition, so that no
 * exchange is needed between them: implementations have value equality.
 */
public interface Partitioner extends Serializable {
    int partitions();

    /** How to split, in one task; a range partitioner takes its computed bounds from the context. */
    Split open(TaskContext context);

    /** The partition of a key, in [0, partitions). Used by one task thread. */
    @FunctionalInterface
    interface Split {
        int partition(@Nullable Object key, int hash) throws Exception;
    }
}
