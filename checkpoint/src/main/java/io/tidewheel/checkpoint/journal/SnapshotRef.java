package io.tidewheel.checkpoint.journal;

/**
 * All state of an operator in some key groups. With the changes of every later batch it is the state of today.
 *
 * @param firstKeyGroup the first group inside
 * @param endKeyGroup the first group after it
 * @param batchId holds at least what batches up to this one have changed
 */
public record SnapshotRef(String operator, int firstKeyGroup, int endKeyGroup, long batchId, FileRef file) {}
