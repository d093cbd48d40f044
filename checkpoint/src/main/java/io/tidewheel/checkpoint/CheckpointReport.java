package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.History;

/**
 * What {@link Checkpoint#verify} found: everything that a start needs is there and as it was written.
 *
 * @param epoch how often it was opened
 * @param history what a start would go on from
 * @param records how many records of the journal were read
 * @param files how many files of state were read
 * @param bytes how many bytes of both
 */
public record CheckpointReport(String directory, long epoch, History history, long records, long files, long bytes) {
    @Override
    public String toString() {
        String last = history.lastCommitted()
                .map(commit -> "batch " + commit.batchId() + " is the last one")
                .orElse("no batch is committed");
        return directory + " can be restored: "
                + history.started()
                        .map(started -> "query " + started.queryName() + ", ")
                        .orElse("never started, ")
                + last
                + history.open()
                        .map(open -> ", batch " + open.batchId() + " runs again")
                        .orElse("")
                + "; epoch " + epoch + ", " + records + " records, " + files + " files of state, " + bytes + " bytes";
    }
}
