/** The memory budget and its shares. */
@NullMarked
package io.tidewheel.engine.memory;

import org.jspecify.annotations.NullMarked;
