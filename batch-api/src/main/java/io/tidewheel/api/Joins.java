package io.tidewheel.api;

import io.tidewheel.data.Pair;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.operator.JoinFunction;
import io.tidewheel.engine.operator.JoinKind;
import io.tidewheel.engine.operator.KeyedOperators;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.ZipNode;
import io.tidewheel.engine.plan.Zipper;
import io.tidewheel.function.MapFunction2;
import io.tidewheel.function.MapFunction3;
import io.tidewheel.function.MapFunction4;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings the rows of several keyed datasets together by key: each side in hash order, then partition by partition. */
final class Joins {
    private Joins() {}

    /** The user's function does not see the key. */
    private record OfValues(MapFunction2<@Nullable Object, @Nullable Object, ?> function) implements JoinFunction {
        @Override
        public @Nullable Object join(@Nullable Object key, @Nullable Object left, @Nullable Object right)
                throws Exception {
            return function.map(left, right);
        }
    }

    static PlanNode inner(KeyedDataset<?, ?> left, KeyedDataset<?, ?> right, MapFunction2<?, ?, ?> f, Partitioner by) {
        Given.function("join", f);
        return join(JoinKind.INNER, left, right, f, by);
    }

    static PlanNode left(KeyedDataset<?, ?> left, KeyedDataset<?, ?> right, MapFunction2<?, ?, ?> f, Partitioner by) {
        Given.function("leftJoin", f);
        return join(JoinKind.LEFT, left, right, f, by);
    }

    static PlanNode right(KeyedDataset<?, ?> left, KeyedDataset<?, ?> right, MapFunction2<?, ?, ?> f, Partitioner by) {
        Given.function("rightJoin", f);
        return join(JoinKind.RIGHT, left, right, f, by);
    }

    static PlanNode full(KeyedDataset<?, ?> left, KeyedDataset<?, ?> right, MapFunction2<?, ?, ?> f, Partitioner by) {
        Given.function("fullJoin", f);
        return join(JoinKind.FULL, left, right, f, by);
    }

    @SuppressWarnings("unchecked") // the sides give values of the function's types
    private static PlanNode join(
            JoinKind kind, KeyedDataset<?, ?> left, KeyedDataset<?, ?> right, MapFunction2<?, ?, ?> f, Partitioner by) {
        left.sameSession(right);
        JoinFunction function = new OfValues((MapFunction2<@Nullable Object, @Nullable Object, ?>) f);
        return zip(left.node(), right.node(), KeyedOperators.join(kind, function), by);
    }

    private static PlanNode zip(PlanNode left, PlanNode right, Zipper zipper, Partitioner by) {
        return new ZipNode(Keying.hashOrdered(left, by), Keying.hashOrdered(right, by), zipper, new Layout(by, true));
    }

    private static <K, V, W> KeyedDataset<K, Pair<Iterable<V>, Iterable<W>>> sides(
            KeyedDataset<K, V> left, KeyedDataset<K, W> right, Partitioner by) {
        left.sameSession(right);
        return left.pairs(zip(left.node(), right.node(), KeyedOperators.cogroup(), by));
    }

    static <K, V, W, R> KeyedDataset<K, R> cogroup(
            KeyedDataset<K, V> first,
            KeyedDataset<K, W> second,
            MapFunction2<? super Iterable<V>, ? super Iterable<W>, ? extends R> function) {
        Given.function("cogroup", function);
        return sides(first, second, Keying.partitioner(first, second))
                .mapValues(sides -> function.map(sides.key(), sides.value()));
    }

    /** Three sides are two, of which the left is two: of each key it has one value or none. */
    static <K, V, W, X, R> KeyedDataset<K, R> cogroup(
            KeyedDataset<K, V> first,
            KeyedDataset<K, W> second,
            KeyedDataset<K, X> third,
            MapFunction3<? super Iterable<V>, ? super Iterable<W>, ? super Iterable<X>, ? extends R> function) {
        Given.function("cogroup", function);
        Partitioner by = Keying.partitioner(first, second, third);
        return sides(sides(first, second, by), third, by).mapValues(sides -> {
            Pair<Iterable<V>, Iterable<W>> left = only(sides.key());
            return function.map(left.key(), left.value(), sides.value());
        });
    }

    static <K, V, W, X, Y, R> KeyedDataset<K, R> cogroup(
            KeyedDataset<K, V> first,
            KeyedDataset<K, W> second,
            KeyedDataset<K, X> third,
            KeyedDataset<K, Y> fourth,
            MapFunction4<
                            ? super Iterable<V>,
                            ? super Iterable<W>,
                            ? super Iterable<X>,
                            ? super Iterable<Y>,
                            ? extends R>
                    function) {
        Given.function("cogroup", function);
        Partitioner by = Keying.partitioner(first, second, third, fourth);
        return sides(sides(first, second, by), sides(third, fourth, by), by).mapValues(sides -> {
            Pair<Iterable<V>, Iterable<W>> left = only(sides.key());
            Pair<Iterable<X>, Iterable<Y>> right = only(sides.value());
            return function.map(left.key(), left.value(), right.key(), right.value());
        });
    }

    private static <V, W> Pair<Iterable<V>, Iterable<W>> only(Iterable<Pair<Iterable<V>, Iterable<W>>> values) {
        Iterator<Pair<Iterable<V>, Iterable<W>>> each = values.iterator();
        return each.hasNext() ? each.next() : Pair.of(List.of(), List.of());
    }

    static <K, V> KeyedDataset<K, V> withoutKeysOf(KeyedDataset<K, V> rows, KeyedDataset<K, ?> others) {
        rows.sameSession(others);
        Partitioner by = Keying.samePartitioner(rows);
        KeyedDataset<K, Object> keys = once(others, by);
        return sides(rows, keys, by)
                .flatMapValues(sides -> sides.value().iterator().hasNext() ? List.<V>of() : sides.key());
    }

    /** Each key once, with any value. */
    static <K> KeyedDataset<K, Object> once(KeyedDataset<K, ?> rows, Partitioner by) {
        return rows.pairs(Keying.combined(rows, Combiners.first(), by));
    }
}
