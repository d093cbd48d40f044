package io.tidewheel.streaming.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In what rows differ from those that were expected; each counts as often as it is there. Rows are equal by {@code equals},
 * arrays by their elements.
 *
 * @param missing expected rows that did not come, or not as often
 * @param unexpected rows that came, or came too often
 */
public record RowDifference(List<@Nullable Object> missing, List<@Nullable Object> unexpected) {
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

    /** Whatever the order is. */
    public static RowDifference between(List<?> expected, List<?> found) {
        return new RowDifference(without(expected, found), without(found, expected));
    }

    /** The first index at which the two differ, in order; -1 if they are the same. */
    public static int firstIndex(List<?> expected, List<?> found) {
        int common = Math.min(expected.size(), found.size());
        for (int i = 0; i < common; i++) {
            if (!Objects.deepEquals(expected.get(i), found.get(i))) {
                return i;
            }
        }
        return expected.size() == found.size() ? -1 : common;
    }

    public boolean isEmpty() {
        return missing.isEmpty() && unexpected.isEmpty();
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
