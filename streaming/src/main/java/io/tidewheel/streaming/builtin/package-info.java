/**
 * Sources and sinks that come with streams and need no other system: rows in memory ({@link
 * io.tidewheel.streaming.builtin.MemorySource}, {@link io.tidewheel.streaming.builtin.MemorySink}, {@link
 * io.tidewheel.streaming.builtin.QueueSource}), pushed by the program ({@link io.tidewheel.streaming.builtin.PushSource}), of
 * a dataset, of a clock, of a socket, and on the console.
 *
 * <p>They know what a source and a sink is, and nothing of queries.
 */
@NullMarked
package io.tidewheel.streaming.builtin;

import org.jspecify.annotations.NullMarked;
