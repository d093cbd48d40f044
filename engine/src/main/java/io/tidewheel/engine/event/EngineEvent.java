package io.tidewheel.engine.event;

import io.tidewheel.engine.task.StageId;
import io.tidewheel.engine.task.TaskAttempt;

/** Something that happened to a job. Immutable; two runs of one job on one thread tell the same events. */
public sealed interface EngineEvent {
    long job();

    /** @param tasks how many the job needs if nothing fails */
    record JobStarted(long job, String description, int stages, int tasks) implements EngineEvent {}

    /** @param tasks how many of its partitions are wanted; more may follow when outputs get lost */
    record StageStarted(long job, StageId stage, int tasks, String text) implements EngineEvent {}

    /** @param recomputed the same partition of the same stage succeeded before, in this job or in one that it goes on from */
    record TaskStarted(TaskAttempt attempt, boolean recomputed) implements EngineEvent {
        @Override
        public long job() {
            return attempt.job();
        }
    }

    record TaskSucceeded(TaskAttempt attempt, TaskMetrics metrics) implements EngineEvent {
        @Override
        public long job() {
            return attempt.job();
        }
    }

    record TaskFailed(TaskAttempt attempt, String reason, boolean willRetry) implements EngineEvent {
        @Override
        public long job() {
            return attempt.job();
        }
    }

    /** An exchange output is not there any more; the stage that made it runs again for its map partition. */
    record OutputLost(long job, StageId stage, int mapPartition, int reducePartition, String reason)
            implements EngineEvent {}

    /** A partition of a cached dataset that had been stored is computed again. */
    record StoredPartitionRecomputed(long job, TaskAttempt attempt, long cachedId, int partition)
            implements EngineEvent {}

    /** All wanted partitions of a stage are there. */
    record StageEnded(long job, StageId stage) implements EngineEvent {}

    /** How a job ended. */
    enum Outcome {
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * @param attempts task attempts that were started
     * @param recomputed partitions, of stages or of cached datasets, that were computed again
     * @param message empty if it succeeded
     */
    record JobEnded(long job, Outcome outcome, int attempts, int recomputed, String message) implements EngineEvent {}
}
