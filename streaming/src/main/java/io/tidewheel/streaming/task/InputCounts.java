package io.tidewheel.streaming.task;

import java.util.List;

/**
 * What a task noticed while it read its part of a source.
 *
 * @param source its name
 * @param number of the batch attempt, as the run's parameters have it
 * @param task which of the source's tasks it was
 */
public record InputCounts(String source, long number, int task, long rows, long bad, List<BadRow> kept) {
    public InputCounts {
        kept = List.copyOf(kept);
    }

    /** A record that is not what it should be. */
    public record BadRow(String source, String record, String position, String problem) {}
}
