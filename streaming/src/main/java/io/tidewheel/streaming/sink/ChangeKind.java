package io.tidewheel.streaming.sink;

/** What a row means to a result that lies elsewhere. */
public enum ChangeKind {
    /** A new row. */
    INSERT,
    /** A row as it was before a change. */
    UPDATE_BEFORE,
    /** A row as it is now; takes the place of the one with the same key, if there was one. */
    UPDATE_AFTER,
    /** A row that is no more. */
    DELETE
}
