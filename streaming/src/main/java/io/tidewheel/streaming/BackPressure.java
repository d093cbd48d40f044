package io.tidewheel.streaming;

import io.tidewheel.streaming.source.LagShares;
import io.tidewheel.streaming.source.SourceLimit;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** How much the next batch may take of each source, so that it takes as long as it should. Owned by the query's thread. */
final class BackPressure {
    /*
     * What gets through in a millisecond of batch is measured batch by batch: rows, and bytes of each source that counts
     * them before it reads. The next batch gets what the target lets through at that rate. A batch that took longer than
     * the target sets the rate at once: averages of rates would let a sink that got a thousand times slower wait for ten
     * long batches. One that did not can only raise it, by half of the difference, and the next batch is at most four
     * times as large as the last could be: a batch that was cheap by chance does not let a flood through. Batches without
     * rows say nothing.
     *
     * The rows are shared by the sources by how far each was behind after the last plan, so that they catch up together;
     * one that does not know is taken to be as far behind as a whole batch. What nobody is known to need is for what may
     * have come since: all have an equal part of it.
     */
    private static final long FIRST_ROWS = 1_000;
    private static final long FIRST_BYTES = 1 << 20;
    private static final int GROWTH = 4;

    private final Limits limits;
    private final Gauge allRows = new Gauge(FIRST_ROWS);
    private final Map<String, Gauge> bytes = new TreeMap<>(); // by source

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
        long rows = allRows.most;
        long[] lags =
                behind.values().stream().mapToLong(lag -> lag < 0 ? rows : lag).toArray();
        long[] shares = LagShares.of(rows, lags);
        long spare = (rows - LongStream.of(shares).sum()) / Math.max(1, shares.length);
        int next = 0;
        for (String source : behind.keySet()) {
            bySource.put(
                    source,
                    limits.perSource()
                            .withRows(Math.max(1, shares[next++] + spare))
                            .withBytes(bytes(source).most));
        }
        return bySource;
    }

    /** How many rows a batch had. */
    void observe(long batchRows, long millis) {
        allRows.observe(batchRows, millis, limits.targetMillis());
    }

    /** @param batchBytes what a batch had of a source; -1 if that does not count them */
    void observeBytes(String source, long batchBytes, long millis) {
        bytes(source).observe(batchBytes, millis, limits.targetMillis());
    }

    private Gauge bytes(String source) {
        return bytes.computeIfAbsent(source, any -> new Gauge(FIRST_BYTES));
    }

    /** How much of one thing fits into a batch. */
    private static final class Gauge {
        private long most;
        private double perMilli; // 0 until it was measured

        Gauge(long first) {
            most = first;
        }

        void observe(long amount, long millis, long targetMillis) {
            if (amount <= 0 || targetMillis == 0) {
                return;
            }
            double measured = amount / (double) Math.max(1, millis);
            if (millis > targetMillis || perMilli == 0) {
                perMilli = measured;
            } else if (measured > perMilli) {
                perMilli = (perMilli + measured) / 2;
            }
            long grown = most > Long.MAX_VALUE / GROWTH ? Long.MAX_VALUE : GROWTH * most;
            most = Math.max(1, Math.min(grown, (long) (perMilli * targetMillis)));
        }
    }
}
