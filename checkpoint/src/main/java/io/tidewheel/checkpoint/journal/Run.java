package io.tidewheel.checkpoint.journal;

/**
 * Neighbouring segments of one epoch whose records count.
 *
 * @param end the length of the last one that counts: whatever follows was written by somebody who was fenced
 * @param lastBatch the last batch that is committed in it; -1 for none
 */
record Run(long epoch, long first, long last, long end, long lastBatch) {
    boolean contains(SegmentName segment) {
        return segment.epoch() == epoch && segment.number() >= first && segment.number() <= last;
    }
}
