package io.tidewheel.streaming.task;

/** What becomes of records that a source cannot make a row of. */
public enum BadRows {
    /** The batch fails. */
    FAIL,
    /** They are left out and counted. */
    SKIP,
    /** They are left out, counted and handed to a sink. */
    KEEP
}
