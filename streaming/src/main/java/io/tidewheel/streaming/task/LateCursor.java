package io.tidewheel.streaming.task;

import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link LateStep} does in one partition. */
final class LateCursor extends NoticingCursor {
    private final LateStep step;
    private final TaskContext context;
    private final long finishedMillis;
    private long late;

    LateCursor(LateStep step, Cursor up, TaskContext context) {
        super(up);
        this.step = step;
        this.context = context;
        this.finishedMillis = BatchParameters.finished(context, step.flow());
    }

    @Override
    Sink noticing(Sink down) {
        return new PairSink(down) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                Timestamped<?> row = PaneCursor.timestamped(value);
                if (step.windows().lastEnd(row.millis()) <= finishedMillis) {
                    late++;
                    gave();
                    down.accept(key, row.value());
                }
            }
        };
    }

    @Override
    void tell() {
        if (step.counts()) {
            Notices.leave(
                    context,
                    step.results(),
                    new LateCounts(step.flow(), context.parameters().run(), context.partition(), late, 0, Map.of()));
        }
    }
}
