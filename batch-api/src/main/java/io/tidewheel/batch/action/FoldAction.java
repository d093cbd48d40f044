package io.tidewheel.batch.action;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Specialiser;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.CreateFunction;
import org.jspecify.annotations.Nullable;

/**
 * Folds a partition into an accumulator.
 *
 * @param template has one constructor: (the function, the first accumulator)
 * @param create makes the first accumulator; null: a copy of {@code zero}
 */
record FoldAction<A>(
        String name,
        Class<? extends ResultSink> template,
        @Nullable CreateFunction<A> create,
        @Nullable A zero,
        Object function)
        implements Action<A> {
    FoldAction {
        Given.function(name, function);
    }

    @Override
    @SuppressWarnings("unchecked") // the function gives an A
    public @Nullable A run(Cursor rows, TaskContext context) throws Exception {
        A begin = create == null ? context.codecs().copy(zero) : create.create();
        ResultSink sink =
                Specialiser.fresh(ResultSink.class, template, function.getClass(), context.hot(), function, begin);
        rows.drain(sink);
        return (A) context.handedOut(sink.result());
    }
}
