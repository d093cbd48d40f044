package io.tidewheel.api;

import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.function.MapFunction;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a row happened, and how long a stream waits for rows that come out of order. Immutable.
 *
 * <p>A stream's <em>watermark</em> is the latest time it has seen, less {@code maxDelay}: what happened before it is taken
 * to have come. It decides when windows are finished and which rows are late; in a batch nothing is late.
 *
 * @param source where the time comes from
 * @param time of a row; null if {@code source} is not EVENT. A row for which it gives null, or a time that is not between
 *     the years -290,000 and 290,000, is in no window; a stream counts such rows. What it throws fails the job or batch, as
 *     that of any function does, whatever becomes of bad records of sources
 * @param maxDelay how much earlier than another row one may have happened and still come after it; not negative
 * @param idleAfter after how long, by the clock, a flow without rows no longer holds back those it is united with; null
 *     for never
 * @param maxAhead rows that happened so much later than their batch is run do not move the watermark, for one clock that is
 *     wrong would finish every window; a stream counts them. Null to believe every row
 */
public record EventTime<T>(
        Source source,
        @Nullable MapFunction<? super T, Instant> time,
        Duration maxDelay,
        @Nullable Duration idleAfter,
        @Nullable Duration maxAhead) {
    /** Where the time of a row comes from. */
    public enum Source {
        /** The row says it. */
        EVENT,
        /** The time of the batch that reads the row; windows are finished by later rows. */
        INGESTION,
        /** The time of the batch that reads the row; windows are finished by the clock. */
        PROCESSING
    }

    public EventTime {
        Given.argument("EventTime", "source", source);
        Given.argument("EventTime", "maxDelay", maxDelay);
        Checks.argument(
                (source == Source.EVENT) == (time != null),
                "EventTime: a function that gives times goes with EVENT, and only with it, but it was given %s and %s",
                source,
                time == null ? "no function" : "a function");
        Checks.argument(
                !maxDelay.isNegative(),
                "withEventTime: rows cannot be delayed by %s; give zero if they come in their order, or more",
                maxDelay);
        Checks.argument(
                idleAfter == null || idleAfter.compareTo(Duration.ofMillis(1)) >= 0,
                "idleAfter was given %s; it must be at least 1 ms",
                idleAfter);
        Checks.argument(
                maxAhead == null || !maxAhead.isNegative(), "maxAhead was given %s; give zero or more", maxAhead);
        notTooLong("the maxDelay of withEventTime", maxDelay);
        notTooLong("idleAfter", idleAfter);
        notTooLong("maxAhead", maxAhead);
    }

    private static void notTooLong(String what, @Nullable Duration duration) {
        Checks.argument(
                duration == null || duration.compareTo(WindowShape.LONGEST) <= 0,
                "%s was given %s; give at most %s",
                what,
                duration,
                WindowShape.LONGEST);
    }

    /** The time that a row has in it. */
    public static <T> EventTime<T> of(MapFunction<? super T, Instant> time, Duration maxDelay) {
        Given.function("withEventTime", time);
        return new EventTime<>(Source.EVENT, time, maxDelay, null, null);
    }

    /** The time of the batch that reads a row; a batch over a dataset has one. Windows are finished by later rows. */
    public static <T> EventTime<T> ingestion() {
        return new EventTime<>(Source.INGESTION, null, Duration.ZERO, null, null);
    }

    /** The time of the batch that reads a row; a batch over a dataset has one. Windows are finished by the clock. */
    public static <T> EventTime<T> processing() {
        return new EventTime<>(Source.PROCESSING, null, Duration.ZERO, null, null);
    }

    /** A flow from which nothing has come for so long, by the clock, does not hold back those it is united with. */
    public EventTime<T> idleAfter(Duration silence) {
        Given.argument("idleAfter", "silence", silence);
        return new EventTime<>(source, time, maxDelay, silence, maxAhead);
    }

    /** Rows that happened so much later than their batch is run are not believed: they do not move the watermark. */
    public EventTime<T> maxAhead(Duration ahead) {
        Given.argument("maxAhead", "ahead", ahead);
        return new EventTime<>(source, time, maxDelay, idleAfter, ahead);
    }
}
