package io.tidewheel.api;

import io.tidewheel.function.FilterFunction;
import io.tidewheel.function.MapFunction;
import io.tidewheel.function.MapFunction2;
import io.tidewheel.function.MapFunction3;
import io.tidewheel.function.MapFunction4;
import io.tidewheel.function.ReduceFunction;
import io.tidewheel.function.ToDouble;
import io.tidewheel.function.ToLong;
import java.util.List;
import java.util.Set;

/**
 * The usual {@link Aggregator}s. Sums, averages and statistics of doubles are exact: added up without rounding, rounded
 * once, the same in every order. Their accumulators are nobody else's business, hence the {@code Object}. There is no first or last: use {@link #min} or {@link #max} by what orders the values.
 */
public final class Aggregators {
    private Aggregators() {}

    /** How many values, nulls included. */
    public static <V> Aggregator<V, Object, Long> count() {
        return ComposedAggregators.hidden(new NumberAggregators.Count<>());
    }

    /** The sum; an error (BAD_DATA) if it is too large for a long. */
    public static <V> Aggregator<V, Object, Long> sumLong(ToLong<? super V> number) {
        return ComposedAggregators.hidden(new NumberAggregators.SumLong<V>(number));
    }

    /** The exact sum, rounded once; 0.0 of no values. */
    public static <V> Aggregator<V, Object, Double> sumDouble(ToDouble<? super V> number) {
        return ComposedAggregators.hidden(new NumberAggregators.SumDouble<V>(number));
    }

    /** The exact sum divided by the count; NaN of no values. */
    public static <V> Aggregator<V, Object, Double> avg(ToDouble<? super V> number) {
        return ComposedAggregators.hidden(new NumberAggregators.Average<V>(number));
    }

    /** Count, exact sum, mean, variance, least and greatest number. */
    public static <V> Aggregator<V, Object, Stats> stats(ToDouble<? super V> number) {
        return ComposedAggregators.hidden(new NumberAggregators.Summary<V>(number));
    }

    /** The least value, the first of equal ones; null of no values. A null value is an error. */
    public static <V extends Comparable<? super V>> Aggregator<V, Object, V> min() {
        return min(Order.<V>natural());
    }

    /** The least value by {@code order}, the first of equal ones; null of no values. */
    public static <V> Aggregator<V, Object, V> min(Order<? super V> order) {
        return ComposedAggregators.hidden(new ValueAggregators.Least<V>(order));
    }

    /** The greatest value, the first of equal ones; null of no values. A null value is an error. */
    public static <V extends Comparable<? super V>> Aggregator<V, Object, V> max() {
        return max(Order.<V>natural());
    }

    /** The greatest value by {@code order}, the first of equal ones; null of no values. */
    public static <V> Aggregator<V, Object, V> max(Order<? super V> order) {
        return ComposedAggregators.hidden(new ValueAggregators.Least<V>(order.reversed()));
    }

    /** The values reduced to one, in their order; null of no values. */
    public static <V> Aggregator<V, Object, V> reducing(ReduceFunction<V> function) {
        return ComposedAggregators.hidden(new ValueAggregators.Reduced<>(function));
    }

    /** The {@code n} greatest values by {@code order}, the greatest first; of equal ones, those that came first. */
    public static <V> Aggregator<V, Object, List<V>> topN(int n, Order<? super V> order) {
        return ComposedAggregators.hidden(new ValueAggregators.Top<V>(n, order.reversed()));
    }

    /** All values, in their order. They must fit in memory. */
    public static <V> Aggregator<V, Object, List<V>> toList() {
        return ComposedAggregators.hidden(ValueAggregators.<V>listed());
    }

    /** The different values, in the order in which they first came. They must fit in memory. */
    public static <V> Aggregator<V, Object, Set<V>> toSet() {
        return ComposedAggregators.hidden(ValueAggregators.<V, Set<V>>distinct(ValueAggregators::unmodifiable));
    }

    /** How many different values. They must fit in memory; {@link #countDistinctApprox} does without. */
    public static <V> Aggregator<V, Object, Long> countDistinct() {
        return ComposedAggregators.hidden(ValueAggregators.<V, Long>distinct(set -> (long) set.size()));
    }

    /** About how many different values: exact up to 64, then within 3.3 % in 95 of 100 cases. At most 4 KB. */
    public static <V> Aggregator<V, Object, Long> countDistinctApprox() {
        return ComposedAggregators.hidden(new DistinctSketch<>());
    }

    /**
     * Numbers such that about each of the {@code fractions} (0 to 1) of all numbers is at or below it: exact for a few
     * hundred numbers, then within 1.4 % of the rank in 99 of 100 cases. NaNs are ignored; the result of no numbers is
     * all NaN.
     */
    public static <V> Aggregator<V, Object, List<Double>> quantilesApprox(
            ToDouble<? super V> number, List<Double> fractions) {
        return ComposedAggregators.hidden(new QuantileSketch<V>(number, fractions, QuantileSketch.DEFAULT_K));
    }

    /** The aggregator, of what {@code function} takes from each value. */
    public static <V, U, R> Aggregator<V, Object, R> mapping(
            MapFunction<? super V, ? extends U> function, Aggregator<? super U, ?, R> of) {
        return ComposedAggregators.hidden(
                new ComposedAggregators.Mapping<>(function, ComposedAggregators.<U, R>hidden(of)));
    }

    /** The aggregator, of the values for which {@code function} says true. */
    public static <V, R> Aggregator<V, Object, R> filtering(
            FilterFunction<? super V> function, Aggregator<? super V, ?, R> of) {
        return ComposedAggregators.hidden(
                new ComposedAggregators.Filtering<>(function, ComposedAggregators.<V, R>hidden(of)));
    }

    /** Two aggregators at once. */
    public static <V, A, B, R> Aggregator<V, Object, R> several(
            Aggregator<? super V, ?, A> a,
            Aggregator<? super V, ?, B> b,
            MapFunction2<? super A, ? super B, ? extends R> function) {
        return ComposedAggregators.<V, R>hidden(ComposedAggregators.several(
                List.of(a, b), r -> function.map(ComposedAggregators.<A>at(r, 0), ComposedAggregators.<B>at(r, 1))));
    }

    /** Three aggregators at once. */
    public static <V, A, B, C, R> Aggregator<V, Object, R> several(
            Aggregator<? super V, ?, A> a,
            Aggregator<? super V, ?, B> b,
            Aggregator<? super V, ?, C> c,
            MapFunction3<? super A, ? super B, ? super C, ? extends R> function) {
        return ComposedAggregators.<V, R>hidden(ComposedAggregators.several(
                List.of(a, b, c),
                r -> function.map(
                        ComposedAggregators.<A>at(r, 0),
                        ComposedAggregators.<B>at(r, 1),
                        ComposedAggregators.<C>at(r, 2))));
    }

    /** Four aggregators at once. */
    public static <V, A, B, C, D, R> Aggregator<V, Object, R> several(
            Aggregator<? super V, ?, A> a,
            Aggregator<? super V, ?, B> b,
            Aggregator<? super V, ?, C> c,
            Aggregator<? super V, ?, D> d,
            MapFunction4<? super A, ? super B, ? super C, ? super D, ? extends R> function) {
        return ComposedAggregators.<V, R>hidden(ComposedAggregators.several(
                List.of(a, b, c, d),
                r -> function.map(
                        ComposedAggregators.<A>at(r, 0),
                        ComposedAggregators.<B>at(r, 1),
                        ComposedAggregators.<C>at(r, 2),
                        ComposedAggregators.<D>at(r, 3))));
    }
}
