package io.tidewheel.batch.action;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.function.CreateFunction;
import io.tidewheel.function.ForEachFunction;
import io.tidewheel.function.ForEachFunction2;
import io.tidewheel.function.MergeFunction;
import io.tidewheel.function.ReduceFunction;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each partition gives at the end of a job. */
public final class Actions {
    private Actions() {}

    /** All rows, in order; keyed rows as pairs. */
    public static <T> Action<List<T>> collect() {
        return new SinkAction<>("collect", RowSinks.Collected.class, Unused.UNUSED);
    }

    public static Action<Long> count() {
        return new CountAction();
    }

    /** The first rows, at most {@code limit}. */
    public static <T> Action<List<T>> take(int limit) {
        return new SinkAction<>("take", RowSinks.Taken.class, limit);
    }

    /** The smallest rows, at most {@code limit}, smallest first; of equal ones the first. */
    public static <T, C extends Comparator<? super T> & Serializable> Action<List<T>> takeOrdered(int limit, C order) {
        return new SinkAction<>("takeOrdered", Smallest.Sink.class, new Smallest<>(limit, order));
    }

    /** One element, or none if the partition has none. */
    public static <T> Action<List<T>> reduce(ReduceFunction<T> function) {
        return new SinkAction<>("reduce", FoldSinks.Reduced.class, function);
    }

    /** Folds into a copy of {@code zero}. */
    public static <T> Action<T> fold(@Nullable T zero, ReduceFunction<T> function) {
        return new FoldAction<>("fold", FoldSinks.FoldedAlike.class, null, zero, function);
    }

    /** Folds into what {@code zero} makes. */
    public static <T> Action<T> foldFrom(CreateFunction<T> zero, ReduceFunction<T> function) {
        return new FoldAction<>("fold", FoldSinks.FoldedAlike.class, zero, null, function);
    }

    /** Folds into a copy of {@code zero}. */
    public static <A> Action<A> aggregate(@Nullable A zero, MergeFunction<A, ?> function) {
        return new FoldAction<>("aggregate", FoldSinks.Folded.class, null, zero, function);
    }

    /** Folds into what {@code zero} makes. */
    public static <A> Action<A> aggregateFrom(CreateFunction<A> zero, MergeFunction<A, ?> function) {
        return new FoldAction<>("aggregate", FoldSinks.Folded.class, zero, null, function);
    }

    public static Action<Void> forEach(ForEachFunction<?> function) {
        return new SinkAction<>("forEach", RowSinks.Used.class, function);
    }

    public static Action<Void> forEachPair(ForEachFunction2<?, ?> function) {
        return new SinkAction<>("forEach", PairSinks.Used.class, function);
    }

    public static <T> Action<Void> forEachPartition(ForEachFunction<Iterator<T>> function) {
        return new PartitionAction<>(function);
    }

    public static <T> Action<Map<T, Long>> countByValue() {
        return new SinkAction<>("countByValue", RowSinks.CountedByValue.class, Unused.UNUSED);
    }

    public static <K> Action<Map<K, Long>> countByKey() {
        return new SinkAction<>("countByKey", PairSinks.CountedByKey.class, Unused.UNUSED);
    }

    /** The last value of each key. */
    public static <K, V> Action<Map<K, V>> collectAsMap() {
        return new SinkAction<>("collectAsMap", PairSinks.CollectedAsMap.class, Unused.UNUSED);
    }

    /** The values of one key, in order. */
    public static <V> Action<List<V>> lookup(@Nullable Object key) {
        return new SinkAction<>("lookup", PairSinks.LookedUp.class, new PairSinks.Wanted(key));
    }

    /** At most {@code limit} rows, chosen evenly by the seed, each with its draw: the smallest draws. */
    public static <T> Action<List<Pair<Long, T>>> draw(int limit, long seed) {
        return new DrawAction<>(limit, seed);
    }

    /** The rows with the given numbers, which ascend, for each partition. */
    public static <T> Action<List<T>> rowsAt(long[][] numbers) {
        return new RowsAtAction<>(numbers);
    }

    /** Stands where a template takes a function and needs none. */
    enum Unused {
        UNUSED
    }
}
