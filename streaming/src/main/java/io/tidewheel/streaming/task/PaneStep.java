package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;

/**
 * Brings timestamped values into the panes of their windows, and leaves out those that are late. Values that go into
 * sessions keep their times.
 *
 * @param latenessMillis for the name: by what is finished when the batch begins, rows are judged
 * @param results under which number tasks leave {@link LateCounts}
 */
public record PaneStep(String operator, WindowShape windows, long latenessMillis, long results) implements Step.Whole {
    @Override
    public String name() {
        return windows + " of '" + operator + "'"
                + (latenessMillis == 0 ? "" : " and " + latenessMillis + " ms of lateness");
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return new PaneCursor(this, up, context);
    }
}
