package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.task.BatchParameters.BatchScope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the tasks of one run of a query share in this JVM. Tasks carry the run's name only, and look here: state is never
 * captured. Thread-safe.
 *
 * @param run unique in this JVM
 * @param stores by operator
 */
public record RunResources(String run, Map<String, StateStore> stores, Checkpoint checkpoint) {
    private static final ConcurrentHashMap<String, RunResources> RUNS = new ConcurrentHashMap<>();

    public RunResources {
        stores = Map.copyOf(stores);
    }

    /** Can be found from now on, until {@link #unregister}. */
    public void register() {
        RUNS.put(run, this);
    }

    public void unregister() {
        RUNS.remove(run, this);
    }

    static RunResources of(String run) {
        RunResources resources = RUNS.get(run);
        if (resources == null) {
            throw new TidewheelException(
                    Kind.CANCELLED, "the run " + run + " of its query has ended; the task has nothing to work on");
        }
        return resources;
    }

    /**
     * The state before a batch.
     *
     * @throws TidewheelException if it is that after the batch, or later: a thread has kept the rows of a batch that is over
     */
    StateStore before(BatchScope batch, String operator) {
        StateStore store = store(operator);
        if (store.version() >= batch.batchId()) {
            throw BatchParameters.outside("batch " + batch.batchId() + " is over");
        }
        return store;
    }

    StateStore store(String operator) {
        StateStore store = stores.get(operator);
        if (store == null) {
            throw new TidewheelException(
                    Kind.BUG, "run " + run + " has no state '" + operator + "' but " + stores.keySet());
        }
        return store;
    }
}
