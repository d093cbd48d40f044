package io.tidewheel.batch.step;

import io.tidewheel.batch.window.GridWindows;
import io.tidewheel.batch.window.Session;
import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.data.Timestamped;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.cursor.PairSink;
import io.tidewheel.engine.cursor.Sink;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.function.MapFunction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps that bring rows into windows, where all rows are known: nothing is late. */
@SuppressWarnings("unchecked") // rows are of the types that the datasets say
public final class WindowSteps {
    private WindowSteps() {}

    /** Each row with its time; without those that have none. */
    public static Step stamp(MapFunction<?, Instant> time) {
        return new TemplateStep("withEventTime", Stamped.class, time);
    }

    /** Keys with timestamped values: the value of each by its key in its pane. */
    public static Step panes(GridWindows windows) {
        return new TemplateStep(windows.toString(), Paned.class, windows);
    }

    /** What each pane has come to: the same for every window it is in. */
    public static Step windowsOfPanes(GridWindows windows) {
        return new TemplateStep("windows of panes", Expanded.class, windows, true);
    }

    /** Keys with their sessions: each session's accumulator by its key and span. */
    public static Step sessions() {
        return new TemplateStep("sessions", Sessions.class, PairSteps.None.NONE, true);
    }

    static final class Stamped<T> extends Sink {
        private final MapFunction<T, Instant> time;
        private final Sink down;

        Stamped(MapFunction<T, Instant> time, Sink down) {
            super(down);
            this.time = time;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object row) throws Exception {
            Instant happened = time.map((T) row);
            if (WindowShape.isUsable(happened)) {
                down.accept(new Timestamped<>(happened.toEpochMilli(), row));
            }
        }
    }

    static final class Paned extends PairSink {
        private final GridWindows windows;
        private final Sink down;

        Paned(GridWindows windows, Sink down) {
            super(down);
            this.windows = windows;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object value) throws Exception {
            Timestamped<?> row = (Timestamped<?>) value;
            assert row != null;
            long start = windows.paneStart(row.millis());
            down.accept(new Windowed<>(key, start, start + windows.paneMillis()), row.value());
        }
    }

    static final class Expanded extends PairSink {
        private final GridWindows windows;
        private final Sink down;

        Expanded(GridWindows windows, Sink down) {
            super(down);
            this.windows = windows;
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object accumulator) throws Exception {
            Windowed<?> pane = (Windowed<?>) key;
            assert pane != null;
            long last = windows.lastStart(pane.startMillis());
            for (long start = windows.firstStart(pane.startMillis()); start <= last; start += windows.slideMillis()) {
                down.accept(new Windowed<>(pane.key(), start, start + windows.sizeMillis()), accumulator);
            }
        }
    }

    static final class Sessions extends PairSink {
        private final Sink down;

        Sessions(PairSteps.None ignored, Sink down) {
            super(down);
            this.down = down;
        }

        @Override
        public void accept(@Nullable Object key, @Nullable Object sessions) throws Exception {
            assert sessions instanceof List<?> : sessions;
            for (Session session : (List<Session>) sessions) {
                down.accept(new Windowed<>(key, session.startMillis(), session.endMillis()), session.accumulator());
            }
        }
    }
}
