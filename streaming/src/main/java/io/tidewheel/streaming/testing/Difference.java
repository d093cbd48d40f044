package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.testing.Outcome.Failed;
import io.tidewheel.streaming.testing.Outcome.Gave;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In what a run of a job differs from the batch in one partition.
 *
 * @param missing rows of the batch that the run has not, or not as often
 * @param unexpected rows of the run that the batch has not
 */
record Difference(Kind kind, Outcome batch, Outcome found, List<?> missing, List<?> unexpected) {
    enum Kind {
        /** The batch itself fails. */
        BATCH_FAILS,
        /** The batch does not fail, the run does. */
        FAILS,
        /** Rows differ, and some of the input came too late for their windows. */
        LATE,
        ROWS
    }

    /** Null if there is none: rows are the same, each as often, in whatever order. */
    static @Nullable Difference between(Outcome batch, Outcome found) {
        if (batch instanceof Failed) {
            return new Difference(Kind.BATCH_FAILS, batch, found, List.of(), List.of());
        }
        if (found instanceof Failed) {
            return new Difference(Kind.FAILS, batch, found, List.of(), List.of());
        }
        Gave expected = (Gave) batch;
        Gave gave = (Gave) found;
        RowDifference rows = RowDifference.between(expected.rows(), gave.rows());
        return rows.isEmpty()
                ? null
                : new Difference(
                        gave.late() > 0 ? Kind.LATE : Kind.ROWS, batch, found, rows.missing(), rows.unexpected());
    }

    /** True if another input would make no difference. */
    boolean isOfDescription() {
        return isRefused(found) || isRefused(batch);
    }

    private static boolean isRefused(Outcome outcome) {
        return outcome instanceof Failed failed && failed.isRefused();
    }
}
