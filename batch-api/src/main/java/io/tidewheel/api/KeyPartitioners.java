package io.tidewheel.api;

import io.tidewheel.codec.KeyHash;
import io.tidewheel.engine.exchange.HashPartitioner;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.List;
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

    /** @param rows which are to be placed by it */
    static Partitioner forEngine(Rows<?> rows, KeyPartitioner<?> partitioner) {
        Given.argument("partitionBy", "partitioner", partitioner);
        Checks.partitions("partitioner " + partitioner, partitioner.partitions());
        if (partitioner instanceof SortRanges<?> ranges) {
            Checks.argument(
                    ranges.driver() == rows.jobs(),
                    "partitioner %s comes from a sort of another session than %s of %s; sort there, or partition by a"
                            + " partitioner of your own",
                    ranges,
                    rows,
                    rows.session());
            return ranges;
        }
        return partitioner instanceof ByHash<?> hash ? new HashPartitioner(hash.partitions()) : new OfUser(partitioner);
    }

    /** What a plan needs in which rows are exchanged by the partitioner. */
    static List<Computed<?>> needs(Partitioner partitioner) {
        return partitioner instanceof SortRanges<?> ranges ? List.of(ranges.bounds()) : List.of();
    }

    /** Null if nobody knows how keys are placed. */
    @SuppressWarnings("unchecked") // the dataset that was partitioned by it has keys of K
    static <K> @Nullable KeyPartitioner<K> forUser(@Nullable Partitioner partitioner) {
        if (partitioner instanceof HashPartitioner hash) {
            return new ByHash<>(hash.partitions());
        }
        if (partitioner instanceof SortRanges<?> ranges) {
            return (KeyPartitioner<K>) ranges;
        }
        return partitioner instanceof OfUser user ? (KeyPartitioner<K>) user.function() : null;
    }

    /** Where a key is, if anybody knows. After a sort, a job may run to find out. */
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
