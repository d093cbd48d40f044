package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.cursor.Specialiser;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;

/**
 * A step whose whole work is a sink in front of a sink.
 *
 * @param template has one constructor: (the function, Sink down)
 * @param fansOut one row may become very many
 */
record TemplateStep(String name, Class<? extends Sink> template, Object function, boolean fansOut)
        implements Step.PerRow {
    TemplateStep {
        Given.function(name, function);
    }

    TemplateStep(String name, Class<? extends Sink> template, Object function) {
        this(name, template, function, false);
    }

    @Override
    public Sink push(Sink down, TaskContext context) {
        return Specialiser.sink(template, function, down, context.hot());
    }
}
