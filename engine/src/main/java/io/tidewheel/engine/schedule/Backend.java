package io.tidewheel.engine.schedule;

import io.tidewheel.engine.event.EngineListener;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Plan;

/** Where stages run: the one seam between what a job is and the machines it runs on. Thread-safe. */
public interface Backend extends AutoCloseable {
    /** Checks and plans once what may then run many times. Starts nothing. */
    <R> PreparedPlan<R> prepare(Plan<R> plan);

    /**
     * The value that tasks of plans in need of it find in their context. Computed by a job, unless it is known already:
     * then nothing runs.
     */
    <V> V value(Computed<V> computed, RunOptions options);

    /** Tasks that run at once; the default number of partitions follows it. */
    int parallelism();

    /** Forgets the stored rows of a cached node; from now on it stores none. */
    void unpersist(long cachedId);

    /** Forgets the stored rows of a cached node, of all its runs; those of later runs are stored again. */
    void forget(long cachedId);

    /** Forgets the stored rows of one run of a cached node that keeps those of each run apart. */
    void forget(long cachedId, long run);

    void addListener(EngineListener listener);

    void removeListener(EngineListener listener);

    /** Cancels a running job; one that is over, or unknown, is left alone. */
    void cancelJob(long job, String reason);

    /** Cancels the jobs that run in a group. */
    void cancelGroup(String group, String reason);

    /** Cancels the job if this stage of it is running; one that waits for others, is done or unknown is left alone. */
    void cancelStage(long job, int stage, String reason);

    void cancelAll(String reason);

    /** Cancels what runs, waits for it a while, frees everything. Twice does nothing. */
    @Override
    void close();
}
