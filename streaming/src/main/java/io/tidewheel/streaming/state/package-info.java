/**
 * State as user code and operators see it: values, maps and lists by key, over the bytes of one task attempt. Start at
 * {@link io.tidewheel.streaming.state.KeyedState}.
 *
 * <p>May use: checkpoint, core. Used by: streaming, streaming.task.
 */
@NullMarked
package io.tidewheel.streaming.state;

import org.jspecify.annotations.NullMarked;
