package io.tidewheel.api;

import io.tidewheel.batch.window.GridWindows;
import io.tidewheel.batch.window.SessionWindows;
import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.engine.plan.Given;
import java.time.Duration;

/**
 * Into which windows of event time rows fall: spans {@code [start, end)} of milliseconds since 1970 in UTC, before which
 * times are negative. Immutable.
 */
public final class Windows {
    private final WindowShape shape;

    private Windows(WindowShape shape) {
        this.shape = shape;
    }

    /** Windows one after the other; every row is in one. */
    public static Windows tumbling(Duration size) {
        return new Windows(grid("tumbling", size, size));
    }

    /** A window begins every {@code slide} and lasts for {@code size}: a row is in all that cover it. */
    public static Windows sliding(Duration size, Duration slide) {
        GridWindows grid = grid("sliding", size, slide);
        Checks.argument(
                slide.compareTo(size) <= 0,
                "sliding windows of %s every %s leave out the rows between two windows; slide by the size or less",
                size,
                slide);
        return new Windows(grid);
    }

    /**
     * Windows of rows of one key that follow each other closely: a session ends when for {@code gap} nothing has happened,
     * and lasts from its first row to {@code gap} after its last. A row exactly {@code gap} after another is in its session;
     * in a stream that may have been given by then if the flow's {@code maxDelay} is zero: give 1 ms or more.
     */
    public static Windows session(Duration gap) {
        positive("session", gap);
        return new Windows(new SessionWindows(gap.toMillis()));
    }

    /** The same windows, beginning so much later: for days of another time zone, or weeks that begin on Monday. */
    public Windows startingAt(Duration offset) {
        Given.argument("startingAt", "offset", offset);
        Checks.argument(
                shape instanceof GridWindows,
                "startingAt was called on %s, which begin with their first row; it is for tumbling and sliding windows",
                this);
        Checks.argument(
                offset.abs().compareTo(WindowShape.LONGEST) <= 0 && offset.equals(Duration.ofMillis(offset.toMillis())),
                "startingAt was given %s; give whole milliseconds, and at most %s",
                offset,
                WindowShape.LONGEST);
        GridWindows grid = (GridWindows) shape;
        return new Windows(GridWindows.of(grid.sizeMillis(), grid.slideMillis(), offset.toMillis()));
    }

    private static GridWindows grid(String kind, Duration size, Duration slide) {
        positive(kind, size);
        positive(kind, slide);
        return GridWindows.of(size.toMillis(), slide.toMillis(), 0);
    }

    private static void positive(String kind, Duration duration) {
        Given.argument(kind + " windows", "duration", duration);
        Checks.argument(
                duration.compareTo(Duration.ofMillis(1)) >= 0 && duration.compareTo(WindowShape.LONGEST) <= 0,
                "%s windows cannot be of %s; give at least 1 ms, and at most %s",
                kind,
                duration,
                WindowShape.LONGEST);
        Checks.argument(
                duration.equals(Duration.ofMillis(duration.toMillis())),
                "%s windows cannot be of %s: times are whole milliseconds",
                kind,
                duration);
    }

    WindowShape shape() {
        return shape;
    }

    @Override
    public String toString() {
        return shape.toString();
    }
}
