package io.tidewheel.checkpoint.journal;

/**
 * One part of a source's range, read by one task.
 *
 * @param partition which partition of the source it belongs to; empty if the source has none
 * @param payload all that the reader needs to give the same rows again; the source's own bytes
 * @param task which of the source's tasks reads it, from 0
 */
public record PlannedSplit(String partition, Blob payload, int task) {}
