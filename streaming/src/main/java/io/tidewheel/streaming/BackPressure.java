package io.tidewheel.streaming;

import io.tidewheel.streaming.source.LagShares;
import io.tidewheel.streaming.source.SourceLimit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** How much the next batch may take of each source, so that it takes as long as it should. Owned by the query's thread. */
final class BackPressure {
    /*
     * Rows a second are measured batch by batch; half of what was known and half of the newest batch make the rate. The
     * next batch gets as many rows as the target lets through at that rate, but not more than four times the last: a
     * batch that was cheap by chance does not let a flood through. Batches without rows say nothing.
     *
     * The rows are shared by the sources by how far each was behind after the last plan, so that they catch up together;
     * one that does not know is taken to be as far behind as a whole batch. What nobody is known to need is for what may
     * have come since: all have an equal part of it.
     */
    private static final long FIRST_ROWS = 1_000;
    private static final int GROWTH = 4;

    private final Limits limits;
    private double rowsPerMilli;
    private long rows = FIRST_ROWS; // of the next batch

    BackPressure(Limits limits) {
        this.limits = limits;
    }

    /**
     * What the next batch may take from each source.
     *
     * @param behind by source: how many rows it had left after it was planned last; -1 if nobody knows
     */
    Map<String, SourceLimit> limits(Map<String, Long> behind) {
        Map<String, SourceLimit> bySource = new TreeMap<>();
        if (limits.targetMillis() == 0) {
            behind.keySet().forEach(source -> bySource.put(source, limits.perSource()));
            return bySource;
        }
        long[] lags =
                behind.values().stream().mapToLong(lag -> lag < 0 ? rows : lag).toArray();
        long[] shares = LagShares.of(rows, lags);
        long spare = (rows - LongStream.of(shares).sum()) / Math.max(1, shares.length);
        int next = 0;
        for (String source : behind.keySet()) {
            bySource.put(source, limits.perSource().withRows(Math.max(1, shares[next++] + spare)));
        }
        return bySource;
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
