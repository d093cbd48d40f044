/**
 * The values users and engine share: {@link io.tidewheel.data.Pair}, a key with a value.
 *
 * <p>May use: nothing of ours. Used by: everything.
 */
@NullMarked
package io.tidewheel.data;

import org.jspecify.annotations.NullMarked;
