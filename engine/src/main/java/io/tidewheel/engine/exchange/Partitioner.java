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

    /**
     * True if saying where a key belongs takes longer than finding it in a table, and never fails: who combines rows asks
     * once for each key, when all of a task's rows are combined. Else each row is asked for as it comes.
     */
    default boolean isAskedLate() {
        return false;
    }

    /** The partition of a key, in [0, partitions). Used by one task thread. */
    @FunctionalInterface
    interface Split {
        int partition(@Nullable Object key, int hash) throws Exception;
    }
}
