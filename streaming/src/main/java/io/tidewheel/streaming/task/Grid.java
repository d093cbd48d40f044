package io.tidewheel.streaming.task;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.Serializable;
import java.time.Duration;

/**
 * The times of the batches of a query that has an interval: multiples of it since the epoch, one after the other. A batch
 * covers what lies behind the time of the one before, up to and with its own; one that comes late covers several intervals.
 *
 * @param zeroMillis an interval before the first batch can be: the first start of the query, on the grid, less an
 *     interval. The same at every start; slides are counted from here.
 */
public record Grid(long intervalMillis, long zeroMillis) implements Serializable {
    /*
     *   zero      T0                  T1        T2
     *   |---------|---------|---------|---------|
     *              batch 0 took long: batch 1 covers two intervals
     *
     * For operations over several intervals: within a task, BatchScope has the batch's time, that of the batch before (the
     * zero time for the first) and this grid, from which Slides counts. A step that has something to say in the next
     * interval, also without input, leaves next(batch time) as the deadline of its StateOutcome; one that always has
     * overrides StreamNode.givesAlways().
     */
    public Grid {
        if (intervalMillis < 1 || Math.floorMod(zeroMillis, intervalMillis) != 0) {
            throw new IllegalArgumentException("no grid of " + intervalMillis + " ms from " + zeroMillis);
        }
    }

    /** That of a query that was started first at a time. */
    public static Grid startedAt(long intervalMillis, long startedMillis) {
        return new Grid(intervalMillis, floor(startedMillis, intervalMillis) - intervalMillis);
    }

    private static long floor(long millis, long step) {
        return Math.floorDiv(millis, step) * step;
    }

    /** The last time of the grid that is not after {@code millis}. */
    public long floor(long millis) {
        return floor(millis, intervalMillis);
    }

    /** The first time of the grid after {@code millis}: where the batch after one of that time is, unless it is late. */
    public long next(long millis) {
        return floor(millis) + intervalMillis;
    }

    /**
     * The time of a batch that begins now: the last of the grid, but always after that of the batch before.
     *
     * @param previousMillis the time of the batch before; the zero time if there is none
     */
    public long timeMillis(long previousMillis, long nowMillis) {
        return Math.max(floor(nowMillis), next(previousMillis));
    }

    /**
     * How long to wait for the batch after one of {@code batchTimeMillis}: until its time has come, but never longer than
     * an interval, so that a clock that is set back stops nothing.
     */
    public long untilNextMillis(long batchTimeMillis, long nowMillis) {
        return Math.max(0, Math.min(intervalMillis, next(batchTimeMillis) - nowMillis));
    }

    /**
     * @param what "the window of window on stream 'clicks'"
     * @throws TidewheelException (CONFIGURATION) if {@code span} is not one interval or several
     */
    public static void checkMultiple(String what, Duration span, Duration interval) {
        long millis = span.toMillis();
        if (millis < 1 || millis % interval.toMillis() != 0 || !span.equals(Duration.ofMillis(millis))) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    what + " is " + span + ", which is not one interval of the query (" + interval
                            + ") or several; choose a multiple of it, or another interval(..)");
        }
    }
}
