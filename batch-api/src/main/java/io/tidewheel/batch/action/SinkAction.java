package io.tidewheel.batch.action;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Specialiser;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * An action whose whole work is a sink.
 *
 * @param function what the template's constructor gets first; its class is the profile of copies
 */
record SinkAction<R>(String name, Class<? extends ResultSink> template, Object function) implements Action<R> {
    SinkAction {
        Given.function(name, function);
    }

    @Override
    @SuppressWarnings("unchecked") // the factory that chose the template says what it gives
    public @Nullable R run(Cursor rows, TaskContext context) throws Exception {
        ResultSink sink =
                Specialiser.fresh(ResultSink.class, template, function.getClass(), context.hot(), function, context);
        rows.drain(sink);
        return (R) sink.result();
    }

    @Override
    public boolean keepsRows() {
        return KeepsRows.class.isAssignableFrom(template);
    }
}
