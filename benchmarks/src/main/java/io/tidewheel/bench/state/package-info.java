/** How fast states are. Start at {@link io.tidewheel.bench.state.StateRates}. */
@NullMarked
package io.tidewheel.bench.state;

import org.jspecify.annotations.NullMarked;
