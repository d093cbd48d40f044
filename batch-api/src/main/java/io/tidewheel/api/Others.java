package io.tidewheel.api;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import org.jspecify.annotations.Nullable;

/** The other side of an operation of two, and what a shared job made. */
final class Others {
    private Others() {}

    static <R> Dataset<R> dataset(Rows<?> here, @Nullable Flow<R> other) {
        if (other instanceof Dataset<R> dataset) {
            return here.sameSession(dataset);
        }
        throw unbounded(here, other);
    }

    static <K, V> KeyedDataset<K, V> keyed(Rows<?> here, @Nullable KeyedFlow<K, V> other) {
        if (other instanceof KeyedDataset<K, V> dataset) {
            return here.sameSession(dataset);
        }
        throw unbounded(here, other);
    }

    static <T> EventDataset<T> events(Rows<?> here, @Nullable EventFlow<T> other) {
        if (other instanceof EventDataset<T> dataset) {
            here.sameSession(dataset.timestamped());
            return dataset;
        }
        throw unbounded(here, other);
    }

    static <K, V> EventKeyedDataset<K, V> events(Rows<?> here, @Nullable EventKeyedFlow<K, V> other) {
        if (other instanceof EventKeyedDataset<K, V> dataset) {
            here.sameSession(dataset.timestamped());
            return dataset;
        }
        throw unbounded(here, other);
    }

    private static TidewheelException unbounded(Rows<?> here, @Nullable Object other) {
        return new TidewheelException(
                Kind.USER_FUNCTION,
                here + " was combined with "
                        + (other == null ? "null" : "a " + other.getClass().getName())
                        + " but needs a dataset of its own session; a job for batch and stream must derive its result"
                        + " from what it is given");
    }
}
