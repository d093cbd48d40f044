package io.tidewheel.junit;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.data.Pair;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a {@link KeyedDataset} holds. */
public final class KeyedDatasetAssert<K, V>
        extends RowsAssert<KeyedDatasetAssert<K, V>, KeyedDataset<K, V>, Pair<K, V>> {
    KeyedDatasetAssert(KeyedDataset<K, V> actual) {
        super(actual, KeyedDatasetAssert.class);
    }

    /** The dataset has exactly these pairs, in any order; each as often as it is given. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the rows are read only
    public final KeyedDatasetAssert<K, V> containsPairs(Pair<K, V>... expected) {
        return containsInAnyOrder(Arrays.asList(expected));
    }

    /** The dataset has exactly these keys, each once, with these values. */
    public KeyedDatasetAssert<K, V> containsPairsOf(Map<? extends K, ? extends V> expected) {
        return containsInAnyOrder(expected.entrySet().stream()
                .map(entry -> new Pair<K, V>(entry.getKey(), entry.getValue()))
                .toList());
    }

    /** The dataset has exactly these pairs, in this order: partition after partition. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the rows are read only
    public final KeyedDatasetAssert<K, V> containsPairsInOrder(Pair<K, V>... expected) {
        return containsInOrder(Arrays.asList(expected));
    }

    @Override
    List<Pair<K, V>> collect() {
        return actual.collect();
    }

    @Override
    String explain() {
        return actual.explain();
    }
}
