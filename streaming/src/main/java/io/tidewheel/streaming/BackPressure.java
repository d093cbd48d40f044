package io.tidewheel.streaming;

import io.tidewheel.streaming.source.SourceLimit;

/** How much the next batch may take, so that it takes as long as it should. Owned by the query's thread. */
final class BackPressure {
    /*
     * Rows a second are measured batch by batch; half of what was known and half of the newest batch make the rate. The
     * next batch gets as many rows as the target lets through at that rate, but not more than four times the last: a
     * batch that was cheap by chance does not let a flood through. Batches without rows say nothing.
     */
    private static final long FIRST_ROWS = 1_000;
    private static final int GROWTH = 4;

    private final Limits limits;
    private double rowsPerMilli;
    private long rows = FIRST_ROWS; // of the next batch, of each source

    BackPressure(Limits limits) {
        this.limits = limits;
    }

    SourceLimit limit() {
        return limits.targetMillis() == 0
                ? limits.perSource()
                : limits.perSource().withRows(rows);
    }

    void observe(long batchRows, long millis) {
        if (limits.targetMillis() == 0 || batchRows == 0) {
            return;
        }
        double measured = batchRows / (double) Math.max(1, millis);
        rowsPerMilli = rowsPerMilli == 0 ? measured : (rowsPerMilli + measured) / 2;
        rows = Math.max(1, Math.min(GROWTH * Math.max(rows, 1), (long) (rowsPerMilli * limits.targetMillis())));
    }
}
