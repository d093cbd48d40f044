package io.tidewheel.engine.schedule;

import java.time.Duration;

/**
 * How a local backend runs.
 *
 * @param slots tasks at once
 * @param maxFailures attempts a task may fail before its job does; 1 means no retry
 * @param fair whether jobs share the slots evenly, by pool, or the oldest goes first
 * @param strict functions are serialised and copied for each task, handed-over rows are checked for changes
 * @param cancelGrace how long a cancelled job waits for its running tasks before it gives them up
 */
public record LocalOptions(int slots, int maxFailures, boolean fair, boolean strict, Duration cancelGrace) {
    public LocalOptions {
        if (slots < 1 || maxFailures < 1) {
            throw new IllegalArgumentException(
                    "slots and attempts must be >= 1, but are " + slots + ", " + maxFailures);
        }
    }

    public static LocalOptions of(Master master) {
        return new LocalOptions(master.slots(), master.maxFailures(), false, false, Duration.ofSeconds(5));
    }
}
