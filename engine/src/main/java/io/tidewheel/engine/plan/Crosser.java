package io.tidewheel.engine.plan;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;

/** Makes one partition from each pair of partitions of two parents; may open the right one again and again. */
public interface Crosser extends Serializable {
    /** For explain: "cartesian". */
    String name();

    Cursor open(Cursor left, Opener right, TaskContext context) throws Exception;

    /** Opens the right partition from its start; the caller closes what it gets. */
    @FunctionalInterface
    interface Opener {
        Cursor open() throws Exception;
    }
}
