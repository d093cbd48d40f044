/**
 * What a micro-batch does inside tasks: reads splits, changes state, writes to sinks. Steps and actions of the engine's
 * plans, prepared once; what differs from batch to batch comes in as parameters of the run. Resources that tasks share
 * are found by the run's name in {@link io.tidewheel.streaming.task.RunResources}.
 *
 * <p>May use: engine, checkpoint, streaming.source, streaming.sink. Used by: streaming.
 */
@NullMarked
package io.tidewheel.streaming.task;

import org.jspecify.annotations.NullMarked;
