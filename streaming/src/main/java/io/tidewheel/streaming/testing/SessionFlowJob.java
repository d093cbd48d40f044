package io.tidewheel.streaming.testing;

import io.tidewheel.api.Flow;
import io.tidewheel.api.Tidewheel;

/**
 * A job that needs more than its input, such as a dataset to join with, and ends in elements. Called for each run, with
 * the session of that run.
 */
@FunctionalInterface
public interface SessionFlowJob<I, R> {
    Flow<R> apply(Tidewheel session, Flow<I> input);
}
