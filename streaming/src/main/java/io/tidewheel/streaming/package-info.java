/**
 * Streams: the same jobs over input that never ends, cut into micro-batches. Start at
 * {@link io.tidewheel.streaming.Streams}.
 */
@NullMarked
package io.tidewheel.streaming;

import org.jspecify.annotations.NullMarked;
