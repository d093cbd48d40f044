/** How rows move between stages: split, combined, merged, sorted. Start at {@link io.tidewheel.engine.exchange.Exchange}. */
@NullMarked
package io.tidewheel.engine.exchange;

import org.jspecify.annotations.NullMarked;
