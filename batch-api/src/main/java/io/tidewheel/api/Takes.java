package io.tidewheel.api;

import io.tidewheel.batch.action.Actions;
import io.tidewheel.batch.action.Smallest;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Actions that give rows as they are. */
final class Takes {
    private static final int GROWTH = 4;

    private Takes() {}

    /** Does not run all partitions: one, then four times as many, and so on. */
    static <T> List<T> first(Rows<?> rows, int limit) {
        Checks.argument(limit >= 0, "take of %s rows: there cannot be fewer than 0", limit);
        List<T> found = new ArrayList<>();
        int count = rows.partitionCount();
        if (limit == 0 || count == 0) {
            rows.jobs().checkUsable("take");
            return found;
        }
        Action<List<T>> action = Actions.take(limit);
        try (PreparedPlan<List<T>> plan = rows.jobs().prepare(rows.node(), action)) {
            int from = 0;
            for (long width = 1; from < count && found.size() < limit; width *= GROWTH) {
                int until = (int) Math.min(count, from + width);
                List<Integer> wanted = IntStream.range(from, until).boxed().toList();
                for (List<T> part : rows.jobs().run(plan, action, rows.name(), wanted)) {
                    List<T> some = Objects.requireNonNull(part);
                    found.addAll(some.subList(0, Math.min(some.size(), limit - found.size())));
                }
                from = until;
            }
        }
        return found;
    }

    static <T> List<T> all(Rows<?> rows) {
        List<@Nullable List<T>> parts = rows.run(Actions.collect());
        if (parts.size() == 1) {
            return Objects.requireNonNull(parts.get(0));
        }
        List<T> all = new ArrayList<>(parts.stream()
                .mapToInt(part -> Objects.requireNonNull(part).size())
                .sum());
        parts.forEach(part -> all.addAll(Objects.requireNonNull(part)));
        return all;
    }

    /** @param found the first element, or none */
    static <T> T one(Rows<?> rows, List<T> found) {
        if (found.isEmpty()) {
            throw Folds.empty("first", rows);
        }
        return found.get(0);
    }

    /** For elements that are {@link Comparable}, which the methods without an order ask of their users. */
    @SuppressWarnings("unchecked") // compares by compareTo, whatever the type
    static <T> Order<T> natural() {
        return (Order<T>) Order.<String>natural();
    }

    static <T> List<T> ordered(String operation, Rows<?> rows, int limit, Order<? super T> order) {
        Checks.argument(limit >= 0, "the number of elements is %s but must be >= 0", limit);
        if (limit == 0) {
            rows.jobs().checkUsable(operation);
            return new ArrayList<>();
        }
        List<T> candidates = new ArrayList<>();
        rows.run(operation, Actions.<T, Order<? super T>>takeOrdered(limit, order))
                .forEach(part -> candidates.addAll(Objects.requireNonNull(part)));
        try {
            return new Smallest<T>(limit, order).of(candidates);
        } catch (TidewheelException e) {
            throw e;
        } catch (Exception e) { // of any kind: orders are lambdas that may throw all
            throw new TidewheelException(
                    Kind.USER_FUNCTION,
                    "the order of " + operation + " failed on the driver, merging partitions' results: " + e,
                    e);
        }
    }

    static <T> List<T> sample(Dataset<T> rows, boolean withReplacement, int size, long seed) {
        Checks.argument(size >= 0, "the size of a sample is %s but must be >= 0", size);
        if (size == 0) {
            rows.jobs().checkUsable("takeSample");
            return new ArrayList<>();
        }
        if (withReplacement) {
            return replaced(rows, size, seed);
        }
        List<Pair<Long, T>> drawn = new ArrayList<>();
        rows.run(Actions.<T>draw(size, seed)).forEach(part -> drawn.addAll(Objects.requireNonNull(part)));
        return drawn.stream()
                .sorted(Comparator.comparingLong(Pair::key))
                .limit(size)
                .map(Pair::value)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static <T> List<T> replaced(Dataset<T> rows, int size, long seed) {
        List<Long> counts =
                rows.run(Actions.count()).stream().map(Objects::requireNonNull).toList();
        long total = counts.stream().mapToLong(Long::longValue).sum();
        if (total == 0) {
            return new ArrayList<>();
        }
        long[] sorted =
                new SplittableRandom(seed).longs(size, 0, total).sorted().toArray();
        long[][] numbers = new long[counts.size()][];
        long before = 0;
        int next = 0;
        for (int p = 0; p < numbers.length; p++) {
            int first = next;
            long start = before;
            before += counts.get(p);
            while (next < size && sorted[next] < before) {
                next++;
            }
            numbers[p] = Arrays.stream(sorted, first, next)
                    .map(number -> number - start)
                    .toArray();
        }
        List<T> sample = new ArrayList<>();
        rows.run(Actions.<T>rowsAt(numbers)).forEach(part -> sample.addAll(Objects.requireNonNull(part)));
        Collections.shuffle(sample, new Random(seed));
        return sample;
    }

    static <K, V> List<V> lookup(KeyedDataset<K, V> rows, K key) {
        Action<List<V>> action = Actions.lookup(key);
        OptionalInt partition = KeyPartitioners.partitionOf(rows.node().layout().partitioner(), key);
        if (partition.isEmpty()) {
            List<V> found = new ArrayList<>();
            rows.run(action).forEach(part -> found.addAll(Objects.requireNonNull(part)));
            return found;
        }
        try (PreparedPlan<List<V>> plan = rows.jobs().prepare(rows.node(), action)) {
            return Objects.requireNonNull(rows.jobs()
                    .run(plan, action, rows.name(), List.of(partition.getAsInt()))
                    .get(0));
        }
    }
}
