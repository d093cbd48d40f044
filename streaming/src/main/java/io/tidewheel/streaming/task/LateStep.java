package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** Of timestamped values those that a {@link PaneStep} leaves out, without their times. */
public record LateStep(String watermark, WindowShape windows, long latenessMillis) implements Step.PerRow {
    @Override
    public String name() {
        return "late for " + windows;
    }

    @Override
    public Sink push(Sink down, TaskContext context) {
        long watermarkMillis = BatchParameters.watermark(context, watermark);
        return new PairSink(down) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                Timestamped<?> row = PaneCursor.timestamped(value);
                if (windows.lastEnd(row.millis()) + latenessMillis <= watermarkMillis) {
                    down.accept(key, row.value());
                }
            }
        };
    }
}
