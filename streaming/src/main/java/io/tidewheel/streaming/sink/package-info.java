/**
 * What a sink of streams is, for those who write one. Start at {@link io.tidewheel.streaming.sink.StreamSink}: its kind
 * says how a batch becomes visible exactly once.
 */
@NullMarked
package io.tidewheel.streaming.sink;

import org.jspecify.annotations.NullMarked;
