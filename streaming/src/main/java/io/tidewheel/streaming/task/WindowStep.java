package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.GridWindows;
import io.tidewheel.batch.window.SessionCombiner;
import io.tidewheel.batch.window.SessionWindows;
import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.MapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Merges what a batch has made of panes, or sessions, into the state, and gives the windows that are finished. Runs when
 * all rows of the batch are known, and with them which windows it finishes. A pure function of the state before the batch,
 * of the rows, and of what was finished before and is after.
 *
 * @param timers its other state, of sessions only: when they end
 * @param latenessMillis how much later than its end a window is finished
 * @param gives what, and when
 * @param values makes the values of a pane or session into an accumulator
 * @param results under which number tasks leave a {@link StateOutcome} for each state
 */
public record WindowStep(
        String operator,
        String timers,
        WindowShape windows,
        long latenessMillis,
        Giving gives,
        int keyGroups,
        int partitions,
        Values values,
        long results)
        implements Step.Whole {
    /** Which windows are given. */
    public enum Giving {
        /** Those that are finished. */
        FINISHED,
        /** As FINISHED; the time that finishes them is the clock's, so that a batch is wanted when the next one ends. */
        FINISHED_BY_CLOCK,
        /** Those that have changed. */
        CHANGED
    }

    /** How values become results. */
    public record Values(
            Combiner combiner, CreateFunction<?> empty, MapFunction<@Nullable Object, @Nullable Object> finish)
            implements java.io.Serializable {
        public SessionCombiner sessions(SessionWindows windows) {
            return new SessionCombiner(windows.gapMillis(), combiner, empty);
        }
    }

    @Override
    public String name() {
        return "state '" + operator + "'"
                + switch (gives) {
                    case FINISHED -> ", finished windows";
                    case FINISHED_BY_CLOCK -> ", windows finished by the clock";
                    case CHANGED -> ", changed windows";
                };
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return windows instanceof GridWindows grid
                ? new GridCursor(this, grid, up, context)
                : new SessionCursor(this, (SessionWindows) windows, up, context);
    }
}
