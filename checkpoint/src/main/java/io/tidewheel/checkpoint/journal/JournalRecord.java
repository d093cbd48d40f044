package io.tidewheel.checkpoint.journal;

/** One fact about a query that is durable before anything that rests on it happens. Immutable. */
public sealed interface JournalRecord permits Started, Planned, Prepared, Committed {}
