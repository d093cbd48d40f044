package io.tidewheel.engine.exchange;

import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import org.jspecify.annotations.Nullable;

/** What keyed rows must be. */
final class Keyed {
    private Keyed() {}

    static Pair<?, ?> pair(@Nullable Object row) {
        if (row instanceof Pair<?, ?> pair) {
            return pair;
        }
        throw new IllegalStateException("a keyed exchange expected a Pair but found "
                + (row == null ? "null" : row.getClass().getName()) + ": " + row);
    }

    static int checked(int partition, int partitions, @Nullable Object key) {
        if (partition < 0 || partition >= partitions) {
            throw new TidewheelException(
                    TidewheelException.Kind.USER_FUNCTION,
                    "the partitioner put key " + key + " into partition " + partition + ", but there are " + partitions
                            + ": it must give 0 to " + (partitions - 1));
        }
        return partition;
    }
}
