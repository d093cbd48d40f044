/**
 * What can go wrong, sorted by who must act. Start at {@link io.tidewheel.error.TidewheelException}.
 *
 * <p>May use: nothing of ours. Used by: everything.
 */
@NullMarked
package io.tidewheel.error;

import org.jspecify.annotations.NullMarked;
