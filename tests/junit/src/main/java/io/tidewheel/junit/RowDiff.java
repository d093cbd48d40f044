package io.tidewheel.junit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What differs between the rows that were expected and those that came. Arrays are equal if their elements are. */
record RowDiff(List<@Nullable Object> missing, List<@Nullable Object> unexpected) {
    /** How many rows of each kind a message shows. */
    private static final int SHOWN = 20;

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

    /** As multisets: duplicates count, the order does not. */
    static RowDiff inAnyOrder(List<?> expected, List<?> actual) {
        return new RowDiff(without(expected, actual), without(actual, expected));
    }

    /** The first index at which the two differ; -1 if they are the same. */
    static int firstDifference(List<?> expected, List<?> actual) {
        int common = Math.min(expected.size(), actual.size());
        for (int i = 0; i < common; i++) {
            if (!Objects.deepEquals(expected.get(i), actual.get(i))) {
                return i;
            }
        }
        return expected.size() == actual.size() ? -1 : common;
    }

    boolean isEmpty() {
        return missing.isEmpty() && unexpected.isEmpty();
    }

    /** One row a line, the first few only. */
    static String lines(List<?> rows) {
        StringBuilder text = new StringBuilder();
        for (Object row : rows.subList(0, Math.min(SHOWN, rows.size()))) {
            text.append("\n    ").append(show(row));
        }
        if (rows.size() > SHOWN) {
            text.append("\n    and ").append(rows.size() - SHOWN).append(" more");
        }
        return text.toString();
    }

    static String show(@Nullable Object row) {
        if (row instanceof String text) {
            return '"' + text + '"';
        }
        if (row != null && row.getClass().isArray()) {
            String text = Arrays.deepToString(new Object[] {row});
            return text.substring(1, text.length() - 1);
        }
        return String.valueOf(row);
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
}
