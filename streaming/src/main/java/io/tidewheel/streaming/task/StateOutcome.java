package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.StateChanges;

/**
 * What one task of a stateful step did to its part of the state, besides the rows it gave.
 *
 * @param number of the batch attempt, as the run's parameters have it
 * @param base the version it started from
 * @param delta the changes as the journal gets them
 */
public record StateOutcome(
        String operator, long number, int partition, long base, StateChanges changes, StateDelta delta, long rows) {}
