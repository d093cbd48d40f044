package io.tidewheel.junit;

import io.tidewheel.streaming.testing.RowDifference;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * What all datasets can be asked. Rows are equal by {@code equals}, arrays by their elements.
 *
 * @param <S> the assertion itself
 * @param <A> the dataset
 * @param <R> its rows
 */
public abstract sealed class RowsAssert<S extends RowsAssert<S, A, R>, A, R> extends AbstractAssert<S, A>
        permits DatasetAssert, KeyedDatasetAssert {
    RowsAssert(A actual, Class<?> selfType) {
        super(actual, selfType);
    }

    abstract List<R> collect();

    abstract String explain();

    /** The dataset has exactly so many rows. */
    public S hasCount(long expected) {
        List<R> rows = rows();
        if (rows.size() != expected) {
            throw failed("Expecting " + expected + " rows but there are " + rows.size() + ":" + RowText.lines(rows));
        }
        return myself;
    }

    /** The dataset has no rows. */
    public S isEmpty() {
        List<R> rows = rows();
        if (!rows.isEmpty()) {
            throw failed("Expecting no rows but there are " + rows.size() + ":" + RowText.lines(rows));
        }
        return myself;
    }

    final S containsInAnyOrder(List<? extends @Nullable R> expected) {
        List<R> rows = rows();
        RowDifference diff = RowDifference.between(expected, rows);
        if (!diff.isEmpty()) {
            throw failed("Expecting these " + expected.size() + " rows, in any order, but " + rows.size() + " came."
                    + kind("missing", diff.missing()) + kind("unexpected", diff.unexpected()));
        }
        return myself;
    }

    final S containsInOrder(List<? extends @Nullable R> expected) {
        List<R> rows = rows();
        int at = RowDifference.firstIndex(expected, rows);
        if (at >= 0) {
            RowDifference diff = RowDifference.between(expected, rows);
            String differ = diff.isEmpty()
                    ? "\n  the rows are the same, their order is not"
                    : kind("missing", diff.missing()) + kind("unexpected", diff.unexpected());
            throw failed("Expecting these " + expected.size() + " rows, in this order, but " + rows.size()
                    + " came.\n  first difference at row " + at + ": expected " + at(expected, at) + " but was "
                    + at(rows, at) + differ);
        }
        return myself;
    }

    private List<R> rows() {
        isNotNull();
        return collect();
    }

    private AssertionError failed(String message) {
        return failure("%s%n  plan:%n%s", message, explain().indent(4).stripTrailing());
    }

    private static String at(List<?> rows, int index) {
        return index < rows.size() ? RowText.of(rows.get(index)) : "no row";
    }

    private static String kind(String name, List<?> rows) {
        return rows.isEmpty() ? "" : "\n  " + name + " (" + rows.size() + "):" + RowText.lines(rows);
    }
}
