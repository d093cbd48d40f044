package io.tidewheel.junit;

import io.tidewheel.api.Dataset;
import java.util.Arrays;
import java.util.List;

/** What a {@link Dataset} holds. */
public final class DatasetAssert<T> extends RowsAssert<DatasetAssert<T>, Dataset<T>, T> {
    DatasetAssert(Dataset<T> actual) {
        super(actual, DatasetAssert.class);
    }

    /** The dataset has exactly these rows, in any order; each as often as it is given. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the rows are read only
    public final DatasetAssert<T> containsRows(T... expected) {
        return containsInAnyOrder(Arrays.asList(expected));
    }

    /** The dataset has exactly these rows, in any order; each as often as it is given. */
    public DatasetAssert<T> containsRowsOf(List<? extends T> expected) {
        return containsInAnyOrder(expected);
    }

    /** The dataset has exactly these rows, in this order: partition after partition. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the rows are read only
    public final DatasetAssert<T> containsRowsInOrder(T... expected) {
        return containsInOrder(Arrays.asList(expected));
    }

    @Override
    List<T> collect() {
        return actual.collect();
    }

    @Override
    String explain() {
        return actual.explain();
    }
}
