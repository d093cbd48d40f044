package io.tidewheel.launcher;

import io.tidewheel.streaming.QueryListener;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.QueryProgress.EventTimeProgress;
import io.tidewheel.streaming.QueryProgress.SourceProgress;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A line for each batch of a query; where batches come fast, one for several, at most two in a second. Thread-safe. */
final class QueryLines implements QueryListener {
    private static final long PAUSE_NANOS = 500_000_000;

    /** What batches of one query did that no line has told yet. */
    private static final class Untold {
        long first = -1;
        long last;
        long rows;
        long millis;
        String place = ""; // how far the last one has come
        long told; // when
        boolean hasTold;
    }

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final Map<String, Untold> queries = new HashMap<>();

    QueryLines(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void progressed(QueryProgress progress) {
        Untold untold = queries.computeIfAbsent(progress.runId(), unused -> new Untold());
        if (untold.first < 0) {
            untold.first = progress.batchId();
        }
        untold.last = progress.batchId();
        untold.rows += progress.numInputRows();
        untold.millis += progress.batchDurationMillis();
        untold.place = behind(progress) + watermark(progress);
        long now = nanoTime.getAsLong();
        if (!untold.hasTold || now - untold.told >= PAUSE_NANOS) {
            tell(progress.name(), untold);
            untold.hasTold = true;
            untold.told = now;
        }
    }

    @Override
    public synchronized void ended(String query, String id, String runId, @Nullable Throwable failure) {
        Untold untold = queries.remove(runId);
        if (untold != null && untold.first >= 0) {
            tell(query, untold);
        }
    }

    private void tell(String query, Untold untold) {
        String batches =
                untold.first == untold.last ? "batch " + untold.last : "batches " + untold.first + "-" + untold.last;
        String rate = untold.millis == 0 ? "" : ", " + untold.rows * 1000 / untold.millis + " rows/s";
        out.println(query + ": " + batches + ", " + untold.rows + " rows in " + untold.millis + " ms" + rate
                + untold.place);
        untold.first = -1;
        untold.rows = 0;
        untold.millis = 0;
    }

    /** What was there, when the batch was planned, and not taken, as far as sources know. */
    private static String behind(QueryProgress progress) {
        long rows = -1;
        long bytes = -1;
        for (SourceProgress source : progress.sources()) {
            if (source.behindRows() >= 0) {
                rows = Math.max(0, rows) + source.behindRows();
            } else if (source.behindBytes() >= 0) {
                bytes = Math.max(0, bytes) + source.behindBytes();
            }
        }
        return (rows < 0 ? "" : ", " + rows + " rows behind") + (bytes < 0 ? "" : ", " + bytes / 1024 + " KiB behind");
    }

    private static String watermark(QueryProgress progress) {
        EventTimeProgress eventTime = progress.eventTime();
        return eventTime == null || eventTime.watermarkMillis() == Long.MIN_VALUE
                ? ""
                : ", watermark " + Instant.ofEpochMilli(eventTime.watermarkMillis());
    }
}
