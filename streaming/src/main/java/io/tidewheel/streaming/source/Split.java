package io.tidewheel.streaming.source;

import java.io.Serializable;

/**
 * A part of a batch that one task reads. The payload is journalled: a reader must be able to give the same rows from it
 * again, in the same order, after a restart.
 *
 * @param partition which partition of the source it is of ("topic-3"); empty if the source has none
 * @param payload the source's own bytes; changed by nobody
 * @param weight how much work it is compared with others of its batch, such as bytes or rows; at least 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Split(String partition, byte[] payload, long weight) implements Serializable {}
