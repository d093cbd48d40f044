package io.tidewheel.streaming.task;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.MapFunction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives each row its time, and notices how far they have come.
 *
 * @param domain the name of the watermark
 * @param time of a row; null for that of the batch
 * @param maxAheadMillis Long.MAX_VALUE to believe every row
 * @param results under which number tasks leave {@link EventTimes}
 */
public record StampStep(
        String domain, @Nullable MapFunction<@Nullable Object, Instant> time, long maxAheadMillis, long results)
        implements Step.Whole {
    @Override
    public String name() {
        return "withEventTime '" + domain + "'" + (time == null ? " of batches" : "");
    }

    @Override
    public Cursor open(Cursor up, TaskContext context) {
        return new StampCursor(this, up, context);
    }
}
