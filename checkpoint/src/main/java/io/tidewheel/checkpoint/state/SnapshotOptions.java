package io.tidewheel.checkpoint.state;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;

/**
 * When snapshots are taken, and how fast they are written.
 *
 * @param bytesPerSecond how fast they are written at most, all operators together
 * @param changedShare taken when what batches have changed since the oldest one is more than this share of the state:
 *     what a restart has to replay
 * @param leastChangedBytes but not for less than this
 * @param mostBatches taken at the latest when this many batches came after the oldest one
 */
public record SnapshotOptions(long bytesPerSecond, double changedShare, long leastChangedBytes, long mostBatches) {
    public static final SnapshotOptions DEFAULT = new SnapshotOptions(16L << 20, 1.0, 4L << 20, 20_000);

    public SnapshotOptions {
        if (bytesPerSecond < 1 || !(changedShare > 0) || leastChangedBytes < 1 || mostBatches < 1) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "snapshots need positive settings, and have bytesPerSecond " + bytesPerSecond + ", changedShare "
                            + changedShare + ", leastChangedBytes " + leastChangedBytes + ", mostBatches "
                            + mostBatches);
        }
    }
}
