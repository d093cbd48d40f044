package io.tidewheel.batch.step;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A partition fed to a command, one row a line; its output lines are the new rows. */
record PipeStep(List<String> command, Map<String, String> environment) implements Step.Whole {
    @Override
    public String name() {
        return "pipe " + String.join(" ", command);
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("TIDEWHEEL_PARTITION", Integer.toString(context.partition()));
        try {
            return new PipeCursor(name(), up, builder.start(), context);
        } catch (IOException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    name() + ": the command cannot be started: " + e.getMessage()
                            + "; name a program that is there and may be run",
                    e);
        }
    }
}
