package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.data.Timestamped;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.function.MapFunction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a {@link StampStep} does in one partition. */
final class StampCursor extends NoticingCursor {
    private final StampStep step;
    private final TaskContext context;
    private final @Nullable Instant batchTime; // null if rows have times of their own
    private final long believedMillis; // rows that happened later do not count
    private long rows;
    private long without;
    private long ahead;
    private long latest = BatchParameters.NO_WATERMARK;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;
    private double sum;

    StampCursor(StampStep step, Cursor up, TaskContext context) {
        super(up);
        this.step = step;
        this.context = context;
        long batchMillis = BatchParameters.batch(context).batchTimeMillis();
        this.batchTime = step.time() == null ? Instant.ofEpochMilli(batchMillis) : null;
        this.believedMillis = batchMillis > Long.MAX_VALUE - step.maxAheadMillis()
                ? Long.MAX_VALUE
                : batchMillis + step.maxAheadMillis();
    }

    @Override
    Sink noticing(Sink down) {
        MapFunction<@Nullable Object, Instant> time = step.time();
        return new Sink(down) {
            @Override
            public void accept(@Nullable Object row) throws Exception {
                Instant happened = time == null ? batchTime : time.map(row);
                if (WindowShape.isUsable(happened)) {
                    long millis = happened.toEpochMilli();
                    notice(millis);
                    gave();
                    down.accept(new Timestamped<>(millis, row));
                } else {
                    without++;
                }
            }
        };
    }

    private void notice(long millis) {
        rows++;
        sum += millis;
        min = Math.min(min, millis);
        max = Math.max(max, millis);
        if (millis > believedMillis) {
            ahead++;
        } else {
            latest = Math.max(latest, millis);
        }
    }

    @Override
    void tell() {
        EventTimes times = new EventTimes(
                step.domain(),
                context.parameters().run(),
                context.attempt().stage(),
                context.partition(),
                rows,
                without,
                ahead,
                latest,
                min,
                max,
                sum);
        Notices.leave(context, step.results(), times);
    }
}
