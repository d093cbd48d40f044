package io.tidewheel.streaming;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a query uses of the world; comes in from outside, so that tests bring their own.
 *
 * @param clock for batch times and triggers
 * @param wake tells the query's loop to look whether there is something to do; any thread
 */
record Surroundings(Clock clock, CheckpointOpener checkpoints, BackendOpener backends, Runnable wake, Upkeep upkeep) {
    Surroundings(Clock clock, CheckpointOpener checkpoints, BackendOpener backends, Runnable wake) {
        this(clock, checkpoints, backends, wake, Upkeep.DEFAULT);
    }

    /** Claims the query's checkpoint. */
    @FunctionalInterface
    interface CheckpointOpener {
        /** @param takeOver whoever else is known to hold it */
        Checkpoint open(boolean takeOver) throws IOException;
    }

    /** Makes the place where states lie. */
    @FunctionalInterface
    interface BackendOpener {
        StateBackend open(String run) throws IOException;
    }

    /**
     * What is done beside batches.
     *
     * @param writer writes snapshots; null for a thread of their own
     */
    record Upkeep(@Nullable Executor writer, int batchesPerPurge) {
        static final Upkeep DEFAULT = new Upkeep(null, 512);
    }
}
