package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;

/**
 * Of timestamped values those that are late for their windows, without their times.
 *
 * @param flow under which name it is known where the windows are over
 * @param counts whether tasks leave {@link LateCounts}, under {@code results}
 */
public record LateStep(String flow, WindowShape windows, long latenessMillis, boolean counts, long results)
        implements Step.Whole {
    @Override
    public String name() {
        return "late for " + windows + (latenessMillis == 0 ? "" : " and " + latenessMillis + " ms of lateness");
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return new LateCursor(this, up, context);
    }
}
