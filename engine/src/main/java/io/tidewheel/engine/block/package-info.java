/** Rows that are kept: in memory, on disk, evicted from one to the other. Start at {@link io.tidewheel.engine.block.Block}. */
@NullMarked
package io.tidewheel.engine.block;

import org.jspecify.annotations.NullMarked;
