package io.tidewheel.streaming.task;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;

/**
 * What one task of a stateful step did to its part of the state, besides the rows it gave.
 *
 * @param number of the batch attempt, as the run's parameters have it
 * @param base the version it started from
 * @param delta the changes as the journal gets them
 * @param deadlineMillis when it wants a batch at the latest, in milliseconds since the epoch; {@link #NO_DEADLINE} for never
 */
public record StateOutcome(
        String operator,
        long number,
        int partition,
        long base,
        StateChanges changes,
        StateDelta delta,
        long rows,
        long deadlineMillis) {
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** Larger changes go to a file of their own. */
    private static final int INLINE_BYTES = 64 << 10;

    /** Leaves the outcome of a task among its side results. */
    static void leave(
            TaskContext context,
            RunResources run,
            long results,
            String operator,
            StateChanges changes,
            long rows,
            long deadlineMillis)
            throws IOException {
        StateOutcome outcome = new StateOutcome(
                operator,
                context.parameters().run(),
                context.partition(),
                run.store(operator).version(),
                changes,
                delta(context, run, operator, changes),
                rows,
                deadlineMillis);
        Notices.leave(context, results, outcome);
    }

    private static StateDelta delta(TaskContext context, RunResources run, String operator, StateChanges changes)
            throws IOException {
        long batch = BatchParameters.batch(context).batchId();
        return delta(run.checkpoint(), operator, batch, Integer.toString(context.partition()), changes);
    }

    /**
     * Changes as the journal gets them: those that are large are written to a file.
     *
     * @param part which of the operator's changes in that batch these are
     */
    public static StateDelta delta(
            Checkpoint checkpoint, String operator, long batchId, String part, StateChanges changes)
            throws IOException {
        byte[] encoded = changes.encoded();
        if (encoded.length <= INLINE_BYTES) {
            return new StateDelta(operator, changes.keys(), new StateDelta.Inline(Blob.of(encoded)));
        }
        String kind = "changes-" + operator + "-" + batchId + "-" + part;
        FileRef file = checkpoint.write(kind, out -> out.write(encoded));
        return new StateDelta(operator, changes.keys(), new StateDelta.InFile(file));
    }
}
