package io.tidewheel.streaming;

import io.tidewheel.streaming.task.Grid;
import java.time.Duration;

/**
 * What a window over batches covers: at each slide, the batches whose time is in {@code (slide - length, slide]}.
 *
 * @param intervalMillis of the query; length and slide are multiples of it
 */
record WindowSpan(long lengthMillis, long slideMillis, long intervalMillis) {
    /** @throws io.tidewheel.error.TidewheelException (CONFIGURATION) if length or slide are no multiples of the interval */
    static WindowSpan of(String operation, Object stream, Duration length, Duration slide, Duration interval) {
        Grid.checkMultiple("the length of the window of " + operation + " on " + stream, length, interval);
        Grid.checkMultiple("the slide of the window of " + operation + " on " + stream, slide, interval);
        return new WindowSpan(length.toMillis(), slide.toMillis(), interval.toMillis());
    }

    @Override
    public String toString() {
        return "window of " + lengthMillis + " ms every " + slideMillis + " ms";
    }
}
