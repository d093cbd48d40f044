/**
 * What the engine tells of its work as it goes: progress bars, metrics and tests listen. Start at
 * {@link io.tidewheel.engine.event.EngineListener}.
 *
 * <p>May use: engine.task. Used by: engine.schedule.
 */
@NullMarked
package io.tidewheel.engine.event;

import org.jspecify.annotations.NullMarked;
