package io.tidewheel.checkpoint.journal;

import org.jspecify.annotations.Nullable;

/**
 * Which records can come next: a batch is planned, perhaps again, and then committed, without gaps.
 *
 * @param queryId null before the first start
 * @param nextBatch the batch that is open, or is planned next
 */
record Due(@Nullable String queryId, long nextBatch, boolean open) {
    /**
     * @throws IllegalArgumentException if the record cannot come next; says why
     */
    Due after(JournalRecord record) {
        if (record instanceof Started started) {
            require(queryId == null || queryId.equals(started.queryId()), "it starts query " + started.queryId());
            return new Due(started.queryId(), nextBatch, open);
        }
        require(queryId != null, "it comes before any start");
        if (record instanceof Planned planned) {
            require(planned.batchId() == nextBatch, "it plans batch " + planned.batchId());
            return new Due(queryId, nextBatch, true);
        }
        boolean ends = record instanceof Committed;
        long batchId =
                record instanceof Prepared prepared ? prepared.commit().batchId() : ((Committed) record).batchId();
        require(open && batchId == nextBatch, (ends ? "it commits batch " : "it prepares batch ") + batchId);
        return ends ? new Due(queryId, nextBatch + 1, false) : this;
    }

    private void require(boolean holds, String found) {
        if (!holds) {
            throw new IllegalArgumentException(found + " where "
                    + (queryId == null ? "nothing was started" : "query " + queryId + " has batch " + nextBatch)
                    + (open ? " open" : " to be planned"));
        }
    }
}
