/**
 * State of operators as bytes: keys and values by key group, in memory, on disk or in RocksDB. Start at
 * {@link io.tidewheel.checkpoint.state.StateStore}.
 */
@NullMarked
package io.tidewheel.checkpoint.state;

import org.jspecify.annotations.NullMarked;
