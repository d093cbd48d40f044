package io.tidewheel.streaming.task;

import io.tidewheel.engine.task.TaskContext;
import java.util.ArrayList;
import java.util.List;

/** What the steps of one task tell the query besides their rows: a list, because a task may have several such steps. */
final class Notices {
    private Notices() {}

    /** @param results under which number the query takes them */
    @SuppressWarnings("unchecked") // nothing else is left under that number
    static void leave(TaskContext context, long results, Object notice) {
        List<Object> left = (List<Object>) context.sideResults().computeIfAbsent(results, any -> new ArrayList<>());
        left.add(notice);
    }
}
