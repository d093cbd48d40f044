package io.tidewheel.streaming.testing;

import org.jspecify.annotations.Nullable;

/** What a trial's journal holds of its query; survives every run. */
final class SinkJournal {
    /** A batch as it was planned: the number of a batch may be planned anew, with other rows. */
    record Planned(long batchId, int variant) {
        @Override
        public String toString() {
            return "batch " + batchId + (variant == 0 ? "" : " planned anew");
        }
    }

    private long epoch;
    private @Nullable Planned open;
    private @Nullable Planned last;
    private boolean prepared;
    private byte @Nullable [] token;

    /** A new run takes over. */
    long claim() {
        return ++epoch;
    }

    /** What was planned and has not happened; null if nothing. */
    @Nullable
    Planned open() {
        return open;
    }

    /** What has happened last; null if nothing. */
    @Nullable
    Planned last() {
        return last;
    }

    byte @Nullable [] token() {
        return token;
    }

    /** True if a ledger may hold what is open. */
    boolean isPrepared() {
        return prepared;
    }

    void planned(long by, Planned batch) {
        KitSteps.requireNewest(by, epoch);
        open = batch;
        prepared = false;
    }

    void prepared(long by) {
        KitSteps.requireNewest(by, epoch);
        prepared = true;
    }

    /** What is open has happened; {@code next} begins at once. */
    void committed(long by, byte @Nullable [] itsToken, @Nullable Planned next) {
        KitSteps.requireNewest(by, epoch);
        last = open;
        token = itsToken;
        open = next;
        prepared = false;
    }
}
