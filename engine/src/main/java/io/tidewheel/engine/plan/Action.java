package io.tidewheel.engine.plan;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a job does with each partition of its plan. Its result travels to the driver. Immutable and serialisable. */
public interface Action<R> extends Serializable {
    /** For explain and events: "count", "collect". */
    String name();

    /** The result of one partition. The caller closes {@code rows}. */
    @Nullable
    R run(Cursor rows, TaskContext context) throws Exception;

    /** True if it drains the rows and its result holds them as they came: strict mode looks whether they stay so. */
    default boolean keepsRows() {
        return false;
    }
}
