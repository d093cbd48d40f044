package io.tidewheel.streaming.testing;

import java.util.List;

/** Compares rows, whatever their order or in order. */
final class RowsExpected {
    private static final int MOST_ROWS = 20; // shown of each kind

    private RowsExpected() {}

    /** Throws if the two do not hold the same rows equally often. */
    static void sameRows(List<?> expected, List<?> found) {
        RowDifference difference = RowDifference.between(expected, found);
        if (!difference.isEmpty()) {
            List<?> missing = difference.missing();
            List<?> unexpected = difference.unexpected();
            throw new AssertionError("the rows are not those that were expected:"
                    + (missing.isEmpty() ? "" : "\n  missing: " + shown(missing))
                    + (unexpected.isEmpty() ? "" : "\n  not expected: " + shown(unexpected))
                    + ofOtherTypes(missing, unexpected));
        }
    }

    static void sameRowsInOrder(List<?> expected, List<?> found) {
        sameRows(expected, found);
        if (RowDifference.firstIndex(expected, found) >= 0) {
            throw new AssertionError("the rows are those that were expected, in another order:\n  " + shown(found));
        }
    }

    /** Rows that look the same and are not equal puzzle everybody. */
    private static String ofOtherTypes(List<?> missing, List<?> unexpected) {
        for (Object one : missing) {
            for (Object other : unexpected) {
                if (String.valueOf(one).equals(String.valueOf(other))) {
                    return "\n  " + one + " looks the same and is not equal: compare the types, such as int and long";
                }
            }
        }
        return "";
    }

    static String shown(List<?> rows) {
        String shown = rows.stream().limit(MOST_ROWS).toList().toString();
        return rows.size() > MOST_ROWS ? shown + " and " + (rows.size() - MOST_ROWS) + " more" : shown;
    }
}
