/** Runs plans: where, in which order, how often. Start at {@link io.tidewheel.engine.schedule.Backend}. */
@NullMarked
package io.tidewheel.engine.schedule;

import org.jspecify.annotations.NullMarked;
