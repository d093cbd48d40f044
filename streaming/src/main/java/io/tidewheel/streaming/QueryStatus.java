package io.tidewheel.streaming;

/**
 * What a query does at this moment.
 *
 * @param state in one word
 * @param message for people: "running batch 17", "waiting for the next trigger"
 * @param batches how many this run has committed
 */
public record QueryStatus(State state, String message, long batches) {
    /** The life of a query. */
    //  STARTING ──> RUNNING ──> STOPPING ──> ENDED | FAILED;   RUNNING ──> ENDED | FAILED
    public enum State {
        STARTING,
        RUNNING,
        STOPPING,
        ENDED,
        FAILED
    }

    public boolean isOver() {
        return state == State.ENDED || state == State.FAILED;
    }
}
