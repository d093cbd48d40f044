package io.tidewheel.streaming.task;

import java.util.Map;

/**
 * What a task noticed of rows that came late for their windows.
 *
 * @param operator whose windows they are
 * @param number of the batch attempt, as the run's parameters have it
 * @param late rows that reach none of their windows
 * @param partlyLate rows that reach some
 * @param ends of the last windows of the rows that are not late: how many rows each
 */
public record LateCounts(
        String operator, long number, int partition, long late, long partlyLate, Map<Long, Long> ends) {
    public LateCounts {
        ends = Map.copyOf(ends);
    }
}
