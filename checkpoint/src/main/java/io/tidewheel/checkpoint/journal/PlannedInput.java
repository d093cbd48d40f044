package io.tidewheel.checkpoint.journal;

import java.util.List;

/**
 * The range of one source that a batch reads, {@code [from, to)}.
 *
 * @param from the source's own text; what {@code to} was in the batch before
 * @param splits what tasks read, in this order: one task reads one or several neighbouring ones
 */
public record PlannedInput(String from, String to, List<PlannedSplit> splits) {
    public PlannedInput {
        splits = List.copyOf(splits);
    }
}
