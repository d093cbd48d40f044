package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.testing.Outcome.Failed;
import io.tidewheel.streaming.testing.Outcome.Gave;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** A row that is equal to another by its elements if it is an array. */
    private record Row(@Nullable Object value) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Row that && Objects.deepEquals(value, that.value);
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(new Object[] {value});
        }
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
        List<?> missing = without(expected.rows(), gave.rows());
        List<?> unexpected = without(gave.rows(), expected.rows());
        if (missing.isEmpty() && unexpected.isEmpty()) {
            return null;
        }
        return new Difference(gave.late() > 0 ? Kind.LATE : Kind.ROWS, batch, found, missing, unexpected);
    }

    private static List<@Nullable Object> without(List<?> rows, List<?> others) {
        Map<Row, Integer> left = new HashMap<>();
        others.forEach(row -> left.merge(new Row(row), 1, Integer::sum));
        List<@Nullable Object> rest = new ArrayList<>();
        for (Object value : rows) {
            Row row = new Row(value);
            int count = left.getOrDefault(row, 0);
            if (count == 0) {
                rest.add(value);
            } else {
                left.put(row, count - 1);
            }
        }
        return rest;
    }

    /** True if another input would make no difference. */
    boolean isOfDescription() {
        return isRefused(found) || isRefused(batch);
    }

    private static boolean isRefused(Outcome outcome) {
        return outcome instanceof Failed failed && failed.isRefused();
    }
}
