package io.tidewheel.streaming.builtin;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.StreamSource;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * Rows that count up, with times: for trying things out and for load. The same number always has the same time, however
 * batches are cut. Immutable.
 */
public final class RateSource implements StreamSource<RateSource.Row> {
    /**
     * @param timestampMillis when the row is due, since the epoch
     * @param value its number, from 0
     */
    public record Row(long timestampMillis, long value) {}

    private final boolean perBatch;
    private final long rows;
    private final long rampUpSeconds;
    private final long startMillis; // of rows per batch
    private final long advanceMillis; // of rows per batch

    private RateSource(boolean perBatch, long rows, long rampUpSeconds, long startMillis, long advanceMillis) {
        if (rows < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "a rate source gives at least 1 row, but was asked for " + rows);
        }
        this.perBatch = perBatch;
        this.rows = rows;
        this.rampUpSeconds = rampUpSeconds;
        this.startMillis = startMillis;
        this.advanceMillis = advanceMillis;
    }

    /** So many rows each second, evenly, from when the query starts for the first time. */
    public static RateSource rowsPerSecond(long rows) {
        return new RateSource(false, rows, 0, 0, 0);
    }

    /**
     * Batch k, from 0, has the rows {@code [k * rows, (k + 1) * rows)}, all of which have the time
     * {@code start + k * advance}. Limits do not apply.
     */
    public static RateSource perBatch(long rows, Duration advance, Instant start) {
        return new RateSource(true, rows, 0, start.toEpochMilli(), advance.toMillis());
    }

    /** Reaches the rate in equal steps, one a second. */
    public RateSource rampUp(Duration time) {
        if (perBatch || time.isNegative() || time.toMillis() % 1000 != 0) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "rampUp is for rowsPerSecond and takes whole seconds, but was given " + time
                            + (perBatch ? " for rows per batch" : ""));
        }
        return new RateSource(false, rows, time.toSeconds(), 0, 0);
    }

    @Override
    public String describe() {
        return perBatch ? rows + " rows a batch" : rows + " rows a second";
    }

    @Override
    public Set<SourceLimit.Unit> limits() {
        return perBatch ? EnumSet.noneOf(SourceLimit.Unit.class) : EnumSet.of(SourceLimit.Unit.ROWS);
    }

    @Override
    public SourceDriver<Row> open(SourceContext context) {
        return perBatch
                ? new RatePerBatch(context, rows, startMillis, advanceMillis)
                : new RatePerSecond(context, new RateCurve(rows, rampUpSeconds));
    }
}
