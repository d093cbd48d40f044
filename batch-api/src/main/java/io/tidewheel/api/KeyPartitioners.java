package io.tidewheel.api;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.engine.exchange.HashPartitioner;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Partitioners as users and as the engine see them. */
final class KeyPartitioners {
    private KeyPartitioners() {}

    record ByHash<K>(int partitions) implements KeyPartitioner<K> {
        @Override
        public int partition(K key) {
            return HashPartitioner.partition(KeyHash.of(key), partitions);
        }

        @Override
        public String toString() {
            return "hash(" + partitions + ")";
        }
    }

    static Partitioner forEngine(KeyPartitioner<?> partitioner) {
        Given.argument("partitionBy", "partitioner", partitioner);
        Checks.partitions("partitioner " + partitioner, partitioner.partitions());
        return partitioner instanceof ByHash<?> hash ? new HashPartitioner(hash.partitions()) : new OfUser(partitioner);
    }

    /** Null if keys are placed by something a user cannot ask: bounds that are computed when a job runs. */
    @SuppressWarnings("unchecked") // the dataset that was partitioned by it has keys of K
    static <K> @Nullable KeyPartitioner<K> forUser(@Nullable Partitioner partitioner) {
        if (partitioner instanceof HashPartitioner hash) {
            return new ByHash<>(hash.partitions());
        }
        return partitioner instanceof OfUser user ? (KeyPartitioner<K>) user.function() : null;
    }

    /** Where a key is, if it can be said without running anything. */
    static OptionalInt partitionOf(@Nullable Partitioner partitioner, @Nullable Object key) {
        KeyPartitioner<@Nullable Object> known = forUser(partitioner);
        return known == null ? OptionalInt.empty() : OptionalInt.of(OfUser.checked(known, key));
    }

    /** Equal when the user's partitioners are. */
    private record OfUser(KeyPartitioner<?> function) implements Partitioner {
        @Override
        public int partitions() {
            return function.partitions();
        }

        @Override
        @SuppressWarnings("unchecked") // the dataset that is partitioned by it has keys of its type
        public Split open(TaskContext context) {
            KeyPartitioner<@Nullable Object> typed = (KeyPartitioner<@Nullable Object>) function;
            return (key, hash) -> checked(typed, key);
        }

        static int checked(KeyPartitioner<@Nullable Object> function, @Nullable Object key) {
            int partition = function.partition(key);
            if (partition < 0 || partition >= function.partitions()) {
                throw new TidewheelException(
                        Kind.USER_FUNCTION,
                        "partitioner " + function + " put key " + key + " into partition " + partition
                                + " but has partitions 0 to " + (function.partitions() - 1)
                                + "; use Math.floorMod for keys that hash below 0");
            }
            return partition;
        }

        @Override
        public String toString() {
            return function.toString();
        }
    }
}
