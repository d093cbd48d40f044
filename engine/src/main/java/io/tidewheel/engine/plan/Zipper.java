package io.tidewheel.engine.plan;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;

/** Makes one partition from two. Owns both cursors and closes them with its own. */
public interface Zipper extends Serializable {
    /** For explain: "zip", "cogroup". */
    String name();

    Cursor open(Cursor left, Cursor right, TaskContext context) throws Exception;
}
