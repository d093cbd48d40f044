package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.streaming.task.Grid;
import io.tidewheel.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When batches of a run are wanted, and what time they are told. Owned by the query's thread. */
final class BatchTimes {
    private final Description query;
    private final Position position;
    private final @Nullable Grid grid;
    private final Beginnings beginnings;
    private final Clock clock;

    BatchTimes(Description query, RunParts parts, Beginnings beginnings, Clock clock) {
        this.query = query;
        this.position = parts.position();
        this.grid = parts.grid();
        this.beginnings = beginnings;
        this.clock = clock;
    }

    /** What time the next batch would be told it is. */
    long nextMillis() {
        long now = clock.epochMillis();
        return grid == null ? position.timeMillis(now) : grid.timeMillis(previousMillis(), now);
    }

    /** The time of the last batch; if there was none, the zero time, or Long.MIN_VALUE where there is no interval. */
    long previousMillis() {
        long last = position.lastTimeMillis();
        return grid == null || last != Long.MIN_VALUE ? last : grid.zeroMillis();
    }

    /**
     * How long until a step wants a batch, whether or not there is input; Long.MAX_VALUE for never. With an interval
     * whoever asks waits for the next one first, unless the query is to end.
     */
    long untilDeadlineMillis() {
        Interval interval = query.interval();
        if (beginnings.wantBatch()) {
            return 0;
        }
        if (interval == null || query.trigger().ends()) {
            return position.untilDeadlineMillis(clock.epochMillis());
        }
        return interval.givesAlways() ? 0 : position.untilDeadlineMillis(nextMillis());
    }

    /**
     * How long to wait, in a query with an interval.
     *
     * @param batch that has begun; null if none has
     */
    long untilNextIntervalMillis(@Nullable Planned batch) {
        Grid intervals = Objects.requireNonNull(grid);
        long now = clock.epochMillis();
        long time = batch == null ? Math.max(previousMillis(), intervals.floor(now)) : batch.batchTimeMillis();
        return intervals.untilNextMillis(time, now);
    }

    /** How long the first batch of this run has to wait, in a query with an interval. */
    long untilFirstIntervalMillis() {
        return Objects.requireNonNull(grid).untilNextMillis(previousMillis(), clock.epochMillis());
    }
}
