package io.tidewheel.streaming.task;

import io.tidewheel.batch.window.GridWindows;
import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.data.Timestamped;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** What a {@link PaneStep} does in one partition. */
final class PaneCursor extends NoticingCursor {
    private static final long NO_END = Long.MIN_VALUE;
    private static final long MANY_ROWS = 1 << 10; // one bit

    private final PaneStep step;
    private final TaskContext context;
    private final long finishedMillis; // windows that end here, or before, are over
    private long late;
    private long partlyLate;
    private final EndCounts ends = new EndCounts();
    private long end = NO_END; // of the last row: most come in about their order
    private long rowsOfEnd;

    PaneCursor(PaneStep step, Cursor up, TaskContext context) {
        super(up);
        this.step = step;
        this.context = context;
        this.finishedMillis = BatchParameters.finished(context, step.operator());
    }

    @Override
    Sink noticing(Sink down) {
        return step.windows() instanceof GridWindows grid ? byPane(grid, down) : withTime(down);
    }

    private Sink byPane(GridWindows grid, Sink down) {
        return new PairSink(down) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                Timestamped<?> row = timestamped(value);
                long millis = row.millis();
                if (isTaken(grid, millis)) {
                    if (!grid.isTumbling() && grid.firstStart(millis) + grid.sizeMillis() <= finishedMillis) {
                        partlyLate++;
                    }
                    long start = grid.paneStart(millis);
                    gave();
                    down.accept(new Windowed<>(key, start, start + grid.paneMillis()), row.value());
                }
            }
        };
    }

    private Sink withTime(Sink down) {
        return new PairSink(down) {
            @Override
            public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
                long millis = timestamped(value).millis();
                if (isTaken(step.windows(), millis)) {
                    if (millis <= finishedMillis) {
                        partlyLate++; // a session that ended between it and there has been given
                    }
                    gave();
                    down.accept(key, value);
                }
            }
        };
    }

    static Timestamped<?> timestamped(@Nullable Object value) {
        assert value instanceof Timestamped<?> : value;
        return (Timestamped<?>) value;
    }

    private boolean isTaken(WindowShape windows, long millis) {
        long lastEnd = windows.lastEnd(millis);
        if (lastEnd <= finishedMillis) {
            late++;
            return false;
        }
        if (((lastEnd ^ end) | (rowsOfEnd & MANY_ROWS)) != 0) {
            count();
            end = lastEnd;
        }
        rowsOfEnd++;
        return true;
    }

    /** Comes now and then even if all rows have one end: code that the JIT has never seen run costs the chain what is compiled. */
    private void count() {
        ends.add(end, rowsOfEnd);
        rowsOfEnd = 0;
    }

    @Override
    void tell() {
        count();
        Notices.leave(
                context,
                step.results(),
                new LateCounts(
                        step.operator(),
                        context.parameters().run(),
                        context.partition(),
                        late,
                        partlyLate,
                        ends.rows()));
    }
}
