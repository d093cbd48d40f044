package io.tidewheel.api;

import io.tidewheel.batch.action.Actions;
import io.tidewheel.batch.step.PartitionSteps;
import io.tidewheel.data.Pair;
import io.tidewheel.function.ReduceFunction;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Merges partitions' results in tasks, round by round, until few are left for the driver. */
final class Trees {
    private Trees() {}

    /** Partition p of {@code before} goes into partition p * partitions / before. */
    private record Neighbours(int before, int partitions) implements KeyPartitioner<Integer> {
        @Override
        public int partition(Integer key) {
            return (int) ((long) key * partitions / before);
        }

        @Override
        public String toString() {
            return "neighbours(" + before + " into " + partitions + ")";
        }
    }

    /** @param begin what is done to partial results before each round */
    static <T> Dataset<T> merged(
            Dataset<T> partial, UnaryOperator<Dataset<T>> begin, ReduceFunction<T> function, int depth) {
        Checks.argument(depth >= 1, "the depth of a tree is %s but must be >= 1", depth);
        int count = partial.partitionCount();
        int scale = Math.max(2, (int) Math.ceil(Math.pow(count, 1.0 / depth)));
        Dataset<T> result = partial;
        while (count > scale + (count + scale - 1) / scale) {
            int fewer = count / scale;
            result = begin.apply(result)
                    .mapPartitionsWithIndex(Trees::numbered)
                    .mapToPair(pair -> pair)
                    .partitionBy(new Neighbours(count, fewer))
                    .values()
                    .<List<T>>derive(PartitionSteps.resultOf(Actions.reduce(function)))
                    .flatMap(found -> found);
            count = fewer;
        }
        return result;
    }

    private static <T> Iterator<Pair<Integer, T>> numbered(int partition, Iterator<T> elements) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public Pair<Integer, T> next() {
                return Pair.of(partition, elements.next());
            }
        };
    }
}
