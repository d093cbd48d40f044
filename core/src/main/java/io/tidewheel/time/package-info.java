/**
 * Time that tests can hold still. Start at {@link io.tidewheel.time.Clock}.
 *
 * <p>May use: nothing of ours. Used by: everything.
 */
@NullMarked
package io.tidewheel.time;

import org.jspecify.annotations.NullMarked;
