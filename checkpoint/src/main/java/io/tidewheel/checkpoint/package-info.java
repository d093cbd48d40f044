/**
 * The durable side of a query: its journal, its state and who may write them. Start at
 * {@link io.tidewheel.checkpoint.Checkpoint}. Knows bytes and batches, nothing of datasets.
 */
@NullMarked
package io.tidewheel.checkpoint;

import org.jspecify.annotations.NullMarked;
