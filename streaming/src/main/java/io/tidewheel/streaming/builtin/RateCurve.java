package io.tidewheel.streaming.builtin;

import java.io.Serializable;

/** How many rows are due when. In the seconds of the ramp the rate grows by equal steps; then it stays. */
record RateCurve(long rowsPerSecond, long rampUpSeconds) implements Serializable {
    /** How many rows are due in the first {@code seconds} seconds. */
    long rowsAtSecond(long seconds) {
        long step = rowsPerSecond / (rampUpSeconds + 1);
        long rising = Math.min(seconds, rampUpSeconds);
        long ramp = rising % 2 == 0 ? rising / 2 * (rising + 1) : (rising + 1) / 2 * rising;
        return step * ramp + (seconds - rising) * rowsPerSecond;
    }

    /** How many rows are due in the first {@code millis} milliseconds; none before 0. */
    long rowsAt(long millis) {
        if (millis <= 0) {
            return 0;
        }
        long second = millis / 1000;
        long before = rowsAtSecond(second);
        return before + (rowsAtSecond(second + 1) - before) * (millis % 1000) / 1000;
    }

    /** When a row is due, in milliseconds after the first. */
    long millisOf(long value) {
        long second = secondOf(value);
        long before = rowsAtSecond(second);
        long inSecond = rowsAtSecond(second + 1) - before;
        return second * 1000 + Math.round((value - before) * 1000.0 / inSecond);
    }

    /** The last second before which no more than {@code value} rows are due. */
    private long secondOf(long value) {
        long ramp = rowsAtSecond(rampUpSeconds);
        if (value >= ramp) {
            return rampUpSeconds + (value - ramp) / rowsPerSecond;
        }
        long low = 0;
        long high = rampUpSeconds;
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (rowsAtSecond(middle) <= value) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
