package io.tidewheel.engine.schedule;

import io.tidewheel.engine.plan.Plan;

/** Where stages run: the one seam between what a job is and the machines it runs on. Thread-safe. */
public interface Backend extends AutoCloseable {
    /** Checks and plans once what may then run many times. Starts nothing. */
    <R> PreparedPlan<R> prepare(Plan<R> plan);

    /** Forgets the stored rows of a cached node. */
    void unpersist(long cachedId);

    @Override
    void close();
}
