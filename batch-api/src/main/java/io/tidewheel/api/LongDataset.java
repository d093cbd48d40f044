package io.tidewheel.api;

import io.tidewheel.batch.action.NumberActions;
import io.tidewheel.batch.step.LongSteps;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.function.ForEachFunction;
import io.tidewheel.function.LongFilter;
import io.tidewheel.function.LongMap;
import io.tidewheel.function.LongReduce;
import io.tidewheel.function.LongTo;
import io.tidewheel.function.LongToDouble;
import java.util.List;
import java.util.stream.DoubleStream;

/** Numbers, bounded, in partitions: {@code long}s that are not boxed from source to result. */
public final class LongDataset extends Rows<LongDataset> {
    // Written once more as DoubleDataset, as are its steps and actions: generics take no primitives.

    LongDataset(Tidewheel session, Lineage lineage, String name) {
        super(session, lineage, name);
    }

    LongDataset(Tidewheel session, PlanNode node) {
        this(session, new Lineage(node), "");
    }

    @Override
    LongDataset over(Lineage other, String otherName) {
        return new LongDataset(session(), other, otherName);
    }

    @Override
    LongDataset self() {
        return this;
    }

    /** The result of {@code function} for each number. */
    public LongDataset map(LongMap function) {
        return over(then(LongSteps.map(function)));
    }

    /** The numbers for which {@code function} says true. */
    public LongDataset filter(LongFilter function) {
        return over(then(LongSteps.filter(function)));
    }

    /** An object for each number. */
    public <R> Dataset<R> mapToObject(LongTo<? extends R> function) {
        return new Dataset<>(session(), then(LongSteps.mapToObject(function)));
    }

    /** A {@code double} for each number. */
    public DoubleDataset mapToDouble(LongToDouble function) {
        return new DoubleDataset(session(), then(LongSteps.mapToDouble(function)));
    }

    /** The numbers as objects, for all other operations. */
    public Dataset<Long> boxed() {
        return new Dataset<>(session(), node());
    }

    /** The numbers of both, duplicates included. */
    public LongDataset union(LongDataset other) {
        return unionAll(List.of(other));
    }

    // Actions

    /** All numbers, in order, in memory. An action. */
    public List<Long> collect() {
        return Takes.all(this);
    }

    /** All numbers, in order, in memory. An action. */
    public long[] toArray() {
        return Numbers.longs(run(NumberActions.toLongArray()));
    }

    /** The first {@code limit} numbers; runs one partition, then four times as many, and so on. An action. */
    public List<Long> take(int limit) {
        return Takes.first(this, limit);
    }

    /** The first number. An action. */
    public long first() {
        return Takes.one(this, take(1));
    }

    /** Calls {@code function} for each number, in tasks. An action. */
    public void forEach(ForEachFunction<? super Long> function) {
        boxed().forEach(function);
    }

    /** All numbers merged into one. No number: an error. An action. */
    public long reduce(LongReduce function) {
        return Folds.reduced("reduce", this, run(NumberActions.reduceLong(function)), function::reduce);
    }

    /** The sum; 0 of no numbers. One that a {@code long} cannot hold is an error (BAD_DATA). An action. */
    public long sum() {
        return Numbers.wideSum(run(NumberActions.sumLong()));
    }

    /** The smallest number. No number: an error. An action. */
    public long min() {
        return extreme("min", Math::min);
    }

    /** The largest number. No number: an error. An action. */
    public long max() {
        return extreme("max", Math::max);
    }

    private long extreme(String operation, LongReduce function) {
        return Folds.reduced(operation, this, run(operation, NumberActions.reduceLong(function)), function::reduce);
    }

    /** Count, exact sum, mean, variance, smallest and largest number. An action. */
    public Stats stats() {
        return Folds.aggregated("stats", this, Aggregators.<Long>stats(number -> number));
    }

    /** The exact sum divided by the count; NaN of no numbers. An action. */
    public double mean() {
        return Folds.aggregated("mean", this, Aggregators.<Long>avg(number -> number));
    }

    /** How many numbers lie in each of so many buckets of one width, from the smallest to the largest; of fewer if so many doubles do not lie between. An action. */
    public Histogram histogram(int buckets) {
        Histogram.checkCount(buckets);
        Stats all = stats();
        return counted(Histogram.evenBounds(all.min(), all.max(), buckets));
    }

    /**
     * How many numbers lie between neighbouring bounds, which ascend. The upper bound of the last bucket belongs to it;
     * numbers outside, and NaN, are not counted. An action.
     */
    public Histogram histogram(double... bounds) {
        return counted(Histogram.checked(bounds));
    }

    private Histogram counted(double[] bounds) {
        return Folds.aggregated("histogram", this, new HistogramAggregator<Long>(number -> number, bounds));
    }

    /**
     * Numbers such that about each of the {@code fractions}, 0 to 1, of all numbers is at or below it; within 1.4 % of
     * the rank in 99 of 100 cases. An action.
     */
    public List<Double> quantiles(double... fractions) {
        List<Double> wanted = DoubleStream.of(fractions).boxed().toList();
        return Folds.aggregated("quantiles", this, Aggregators.<Long>quantilesApprox(number -> number, wanted));
    }
}
