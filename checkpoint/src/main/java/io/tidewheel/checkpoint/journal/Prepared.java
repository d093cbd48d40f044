package io.tidewheel.checkpoint.journal;

/**
 * What {@link Committed} will say once the ledger sinks hold the batch. On recovery a ledger that holds it turns this
 * into committed; otherwise the batch runs again.
 */
public record Prepared(Committed commit) implements JournalRecord {}
