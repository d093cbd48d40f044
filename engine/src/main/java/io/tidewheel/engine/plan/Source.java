package io.tidewheel.engine.plan;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;
import java.util.List;

/** Where rows come from. Immutable and serialisable. The same partition always gives the same fresh objects. */
public interface Source extends Serializable {
    int partitions();

    /** For explain: "collection of 4", "text a.log". */
    String describe();

    Cursor open(int partition, TaskContext context) throws Exception;

    /** Hosts near the partition's data, best first; empty for anywhere. */
    default List<String> preferredLocations(int partition) {
        return List.of();
    }
}
