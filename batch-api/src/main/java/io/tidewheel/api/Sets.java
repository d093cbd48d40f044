package io.tidewheel.api;

import io.tidewheel.engine.exchange.Partitioner;

/** Datasets as sets of their elements: an element is a key without a value. */
final class Sets {
    private Sets() {}

    private static <T> KeyedDataset<T, Object> keyed(Dataset<T> rows) {
        return rows.flatMapToPair((element, out) -> out.emit(element, null));
    }

    static <T> Dataset<T> distinct(Dataset<T> rows, int partitions) {
        return Joins.once(keyed(rows), Keying.hash(partitions)).keys();
    }

    static <T> Dataset<T> intersection(Dataset<T> left, Dataset<T> right) {
        left.sameSession(right);
        KeyedDataset<T, Object> ours = keyed(left);
        KeyedDataset<T, Object> others = keyed(right);
        Partitioner by = Keying.partitioner(ours, others); // not that of the rows, whose elements may be pairs by key
        return Joins.once(ours, by)
                .join(Joins.once(others, by), (one, other) -> null)
                .keys();
    }

    static <T> Dataset<T> subtract(Dataset<T> left, Dataset<T> right) {
        left.sameSession(right);
        return keyed(left).subtractByKey(keyed(right)).keys();
    }
}
