package io.tidewheel.streaming;

import io.tidewheel.streaming.source.SourceLimit;

/**
 * How large a batch may get.
 *
 * @param perSource what the user said; applies to each source
 * @param targetMillis how long a batch should take; 0 if nobody said so
 */
record Limits(SourceLimit perSource, long targetMillis) {
    static final Limits NONE = new Limits(SourceLimit.NONE, 0);
}
