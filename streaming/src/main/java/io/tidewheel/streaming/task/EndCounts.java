package io.tidewheel.streaming.task;

import java.util.HashMap;
import java.util.Map;

/**
 * How many rows end when. Where there are too many ends, neighbours are counted as one that is not before any of them. Used
 * by one thread.
 */
final class EndCounts {
    private static final int MOST = 1 << 16;

    private Map<Long, long[]> rows = new HashMap<>(); // by end
    private int shift; // ends are multiples of 2 to the power of it

    void add(long endMillis, long count) {
        rows.computeIfAbsent(rounded(endMillis), any -> new long[1])[0] += count;
        while (rows.size() > MOST) {
            shift++;
            Map<Long, long[]> fewer = new HashMap<>();
            rows.forEach((end, known) -> fewer.computeIfAbsent(rounded(end), any -> new long[1])[0] += known[0]);
            rows = fewer;
        }
    }

    private long rounded(long millis) {
        long rest = (1L << shift) - 1;
        return (millis + rest) & ~rest;
    }

    /** By end; those that have any. */
    Map<Long, Long> rows() {
        Map<Long, Long> counts = new HashMap<>();
        rows.forEach((end, count) -> {
            if (count[0] > 0) {
                counts.put(end, count[0]);
            }
        });
        return counts;
    }
}
