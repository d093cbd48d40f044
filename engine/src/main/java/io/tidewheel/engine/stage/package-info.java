/**
 * Cuts a plan into stages at its exchanges. Start at {@link io.tidewheel.engine.stage.StageGraph}. Pure: no threads, no
 * I/O; only {@link io.tidewheel.engine.stage.StageBody} runs, inside a task.
 *
 * <p>May use: engine.plan and below. Used by: engine.schedule and other backends.
 */
@NullMarked
package io.tidewheel.engine.stage;

import org.jspecify.annotations.NullMarked;
