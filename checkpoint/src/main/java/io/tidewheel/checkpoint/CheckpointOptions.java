package io.tidewheel.checkpoint;

/**
 * How a checkpoint is opened.
 *
 * @param takeOver opens it although its holder is known to live, which is fenced by that
 * @param retainedCommits how many of the last commits can be gone back to; at least 2
 * @param segmentBytes how long a segment of the journal grows before the next one begins
 */
public record CheckpointOptions(boolean takeOver, int retainedCommits, long segmentBytes) {
    public static final CheckpointOptions DEFAULT = new CheckpointOptions(false, 2, 16L << 20);

    public CheckpointOptions withTakeOver(boolean whether) {
        return new CheckpointOptions(whether, retainedCommits, segmentBytes);
    }
}
