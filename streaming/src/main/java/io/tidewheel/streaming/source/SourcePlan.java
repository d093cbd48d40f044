package io.tidewheel.streaming.source;

import java.util.List;

/**
 * What a batch takes from a source.
 *
 * @param to where the next batch begins; equal to where this one did if there is nothing
 * @param splits none if there is nothing
 * @param behindRows how many rows, and
 * @param behindBytes how many bytes are there now after {@code to}; -1 if unknown. A source that knows weighs its splits
 *     in bytes, and keeps to a limit of bytes
 */
public record SourcePlan(Offset to, List<Split> splits, long behindRows, long behindBytes) {
    public SourcePlan {
        splits = List.copyOf(splits);
    }

    /** Nothing new. */
    public static SourcePlan nothing(Offset at) {
        return new SourcePlan(at, List.of(), 0, 0);
    }
}
