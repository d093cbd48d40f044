package io.tidewheel.engine.stage;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;

/** Strings steps onto a cursor. */
final class Chains {
    /*
     * A run of per-row steps is one cursor, pushed through as nested sinks. Nesting costs stack, so a very long run is
     * cut: the parts before the last are pulled, row by row, and only one part's sinks are on the stack at a time.
     */
    static final int SEGMENT = 64;

    private Chains() {}

    static Cursor open(Cursor up, List<Step> steps, TaskContext context) throws Exception {
        Cursor cursor = up;
        boolean deep = steps.size() > SEGMENT;
        int from = 0;
        while (from < steps.size()) {
            if (steps.get(from) instanceof Step.Whole whole) {
                cursor = open(cursor, whole, context);
                from++;
            } else {
                int to = from + 1;
                while (to < steps.size() && to - from < SEGMENT && steps.get(to) instanceof Step.PerRow) {
                    to++;
                }
                cursor = new ChainCursor(cursor, steps.subList(from, to), !deep, context);
                from = to;
                if (deep && from < steps.size()) {
                    cursor = new PulledOnly(cursor);
                }
            }
        }
        return cursor;
    }

    private static Cursor open(Cursor up, Step.Whole step, TaskContext context) throws Exception {
        try {
            return step.open(up, context);
        } catch (Throwable e) {
            context.abandon(up, e);
            throw e;
        }
    }
}
