/**
 * Settings: declared in one place, checked, with the origin of each value. Start at
 * {@link io.tidewheel.config.Configuration} and {@link io.tidewheel.config.Keys}.
 *
 * <p>May use: codec, error. Used by: everything above core.
 */
@NullMarked
package io.tidewheel.config;

import org.jspecify.annotations.NullMarked;
