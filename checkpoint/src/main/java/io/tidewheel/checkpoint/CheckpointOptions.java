package io.tidewheel.checkpoint;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;

/**
 * How a checkpoint is opened.
 *
 * @param takeOver opens it although its holder is known to live, which is fenced by that
 * @param retainedCommits how many of the last commits can be gone back to; at least 2
 * @param segmentBytes how long a segment of the journal grows at most before the next one begins
 */
public record CheckpointOptions(boolean takeOver, int retainedCommits, long segmentBytes) {
    public static final CheckpointOptions DEFAULT = new CheckpointOptions(false, 2, 4L << 20);

    public CheckpointOptions {
        if (retainedCommits < 2) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "at least 2 commits have to be retained, but not " + retainedCommits);
        }
        if (segmentBytes < 1) {
            throw new TidewheelException(Kind.CONFIGURATION, "segments cannot have " + segmentBytes + " bytes");
        }
    }

    public CheckpointOptions withTakeOver(boolean whether) {
        return new CheckpointOptions(whether, retainedCommits, segmentBytes);
    }
}
