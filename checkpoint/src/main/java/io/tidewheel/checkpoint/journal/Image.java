package io.tidewheel.checkpoint.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is still needed of the records before a segment, so that nobody has to read those to open the checkpoint.
 *
 * @param retainedCommits how many commits can be gone back to, for the records that follow
 * @param floor the oldest batch that can be gone back to
 * @param nextBatch the batch that is planned next, or is open
 * @param commits the last of them, with their plans, oldest first
 * @param operators those that have, or had, state that is needed
 * @param snapshots not yet superseded at the floor
 * @param changes files of changes that snapshots do not cover yet
 * @param runs segments that hold changes which are needed
 */
record Image(
        int retainedCommits,
        long floor,
        long nextBatch,
        @Nullable Started started,
        List<Done> commits,
        @Nullable Planned open,
        @Nullable Prepared prepared,
        List<Life> operators,
        List<Taken> snapshots,
        List<Changed> changes,
        List<Run> runs) {
    /** A batch that happened. */
    record Done(Planned planned, Committed committed) {}

    /**
     * The state of an operator, from the batch that first changed it.
     *
     * @param end the batch at which it was dropped; Long.MAX_VALUE if it was not
     */
    record Life(String operator, long since, long last, long end) {}

    /** @param announced the batch whose commit named it: it may hold changes up to that one */
    record Taken(SnapshotRef snapshot, long announced) {}

    /** A file of changes. */
    record Changed(String operator, long batchId, String path) {}
}
