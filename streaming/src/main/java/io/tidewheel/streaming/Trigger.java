package io.tidewheel.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.time.Duration;

/** When a query begins its batches. A batch without anything to do does not happen. Immutable. */
public final class Trigger {
    /** What kinds there are. */
    enum Beginning {
        INTERVAL,
        AT_ONCE,
        AVAILABLE_NOW,
        ONCE
    }

    private final Beginning beginning;
    private final long intervalMillis;

    private Trigger(Beginning beginning, long intervalMillis) {
        this.beginning = beginning;
        this.intervalMillis = intervalMillis;
    }

    /**
     * The first batch at once, then at the multiples of {@code interval} since the epoch. A batch that takes longer is
     * followed at once by the next, and that by the grid again: missed ones are not made up for.
     */
    public static Trigger every(Duration interval) {
        if (interval.toMillis() < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "a trigger every " + interval + " is too often: the interval must be at least 1 ms; use"
                            + " Trigger.asSoonAsPossible() for no interval");
        }
        return new Trigger(Beginning.INTERVAL, interval.toMillis());
    }

    /** A batch whenever there is something to do and none runs. */
    public static Trigger asSoonAsPossible() {
        return new Trigger(Beginning.AT_ONCE, 0);
    }

    /**
     * Everything that is there when the query starts, in as many batches as its limits ask for; then it ends. If a source
     * cannot know where it ends now, as a socket, it is one batch without limits.
     */
    public static Trigger availableNow() {
        return new Trigger(Beginning.AVAILABLE_NOW, 0);
    }

    /** Everything that is there when the query starts, in one batch without limits; then it ends. */
    public static Trigger once() {
        return new Trigger(Beginning.ONCE, 0);
    }

    Beginning beginning() {
        return beginning;
    }

    /** True if the query ends by itself. */
    boolean ends() {
        return beginning == Beginning.AVAILABLE_NOW || beginning == Beginning.ONCE;
    }

    /** True unless batches are to begin every so often, but at other times than the intervals of a query. */
    boolean agreesWith(Duration interval) {
        return beginning != Beginning.INTERVAL || intervalMillis == interval.toMillis();
    }

    /** When the next batch may begin after one that began at {@code beganMillis}; may be in the past: then at once. */
    long nextMillis(long beganMillis) {
        return beginning == Beginning.INTERVAL
                ? Math.floorDiv(beganMillis, intervalMillis) * intervalMillis + intervalMillis
                : beganMillis;
    }

    @Override
    public String toString() {
        return switch (beginning) {
            case INTERVAL -> "every " + Duration.ofMillis(intervalMillis);
            case AT_ONCE -> "as soon as possible";
            case AVAILABLE_NOW -> "available now";
            case ONCE -> "once";
        };
    }
}
