package io.tidewheel.streaming;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;

/**
 * What becomes, when a query starts, of a batch that was planned and has not happened.
 *
 * @param change what is not as it was when the batch was planned; empty if all is
 */
record OpenBatch(Planned planned, String change) {
    /**
     * @param isSeen whether a sink that could take it back has made it visible
     * @throws TidewheelException (CHECKPOINT) if the query has been changed and somebody may have seen some of the batch
     */
    static OpenBatch of(Description query, Planned planned, BatchPlans now, boolean isSeen) {
        String change = "";
        if (!planned.inputs().keySet().equals(query.inputs().keySet())) {
            change = "its sources were " + planned.inputs().keySet() + " and are "
                    + query.inputs().keySet();
        } else if (!now.fingerprint().equals(planned.planFingerprint())) {
            change = "its steps or sinks are others";
        }
        if (!change.isEmpty() && (isSeen || !query.canTakeBack())) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "query '" + query.query() + "' was stopped within batch " + planned.batchId()
                            + " and has been changed since (" + change
                            + "), but its sinks may hold a part of that batch"
                            + " and cannot take it back; start it once as it was and stop it with drain(), then change"
                            + " it");
        }
        return new OpenBatch(planned, change);
    }

    /** As {@link #of}, of a query that does not run, so that its sinks cannot be asked. */
    static OpenBatch of(Description query, Planned planned) {
        SessionAccess session = SessionAccess.to(query.session());
        try (BatchPlans plans = new BatchPlans(session, query, planned.partitions(), 0, "")) {
            return of(query, planned, plans, false);
        }
    }

    /** True if it runs again, exactly as it was planned. */
    boolean runsAgain() {
        return change.isEmpty();
    }

    @Override
    public String toString() {
        return "batch " + planned.batchId()
                + (runsAgain()
                        ? " runs again as it was planned"
                        : " is planned anew, because the query has been changed: " + change);
    }
}
