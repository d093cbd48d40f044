package io.tidewheel.streaming.task;

/** Which times of a grid a window ends at: those that are whole slides from zero. Pure. */
public final class Slides {
    private Slides() {}

    /** The first slide after a time. */
    public static long next(Grid grid, long millis, long slideMillis) {
        return last(grid, millis, slideMillis) + slideMillis;
    }

    /** The last slide that is not after a time. */
    public static long last(Grid grid, long millis, long slideMillis) {
        return grid.zeroMillis() + Math.floorDiv(millis - grid.zeroMillis(), slideMillis) * slideMillis;
    }
}
