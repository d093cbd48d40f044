/** Settings: declared in one place, checked, with the origin of each value. Start at {@link io.tidewheel.config.Configuration}. */
@NullMarked
package io.tidewheel.config;

import org.jspecify.annotations.NullMarked;
