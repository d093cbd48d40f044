package io.tidewheel.api;

import io.tidewheel.batch.action.NumberActions;
import io.tidewheel.batch.step.DoubleSteps;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.function.DoubleFilter;
import io.tidewheel.function.DoubleMap;
import io.tidewheel.function.DoubleReduce;
import io.tidewheel.function.DoubleTo;
import io.tidewheel.function.DoubleToLong;
import io.tidewheel.function.ForEachFunction;
import java.util.List;
import java.util.stream.DoubleStream;

/** Numbers, bounded, in partitions: {@code double}s that are not boxed from source to result. */
public final class DoubleDataset extends Rows<DoubleDataset> {
    DoubleDataset(Tidewheel session, Lineage lineage, String name) {
        super(session, lineage, name);
    }

    DoubleDataset(Tidewheel session, PlanNode node) {
        this(session, new Lineage(node), "");
    }

    @Override
    DoubleDataset over(Lineage other, String otherName) {
        return new DoubleDataset(session(), other, otherName);
    }

    @Override
    DoubleDataset self() {
        return this;
    }

    /** The result of {@code function} for each number. */
    public DoubleDataset map(DoubleMap function) {
        return over(then(DoubleSteps.map(function)));
    }

    /** The numbers for which {@code function} says true. */
    public DoubleDataset filter(DoubleFilter function) {
        return over(then(DoubleSteps.filter(function)));
    }

    /** An object for each number. */
    public <R> Dataset<R> mapToObject(DoubleTo<? extends R> function) {
        return new Dataset<>(session(), then(DoubleSteps.mapToObject(function)));
    }

    /** A {@code long} for each number. */
    public LongDataset mapToLong(DoubleToLong function) {
        return new LongDataset(session(), then(DoubleSteps.mapToLong(function)));
    }

    /** The numbers as objects, for all other operations. */
    public Dataset<Double> boxed() {
        return new Dataset<>(session(), node());
    }

    /** The numbers of both, duplicates included. */
    public DoubleDataset union(DoubleDataset other) {
        return unionAll(List.of(other));
    }

    // Actions

    /** All numbers, in order, in memory. An action. */
    public List<Double> collect() {
        return Takes.all(this);
    }

    /** All numbers, in order, in memory. An action. */
    public double[] toArray() {
        return Numbers.doubles(run(NumberActions.toDoubleArray()));
    }

    /** The first {@code limit} numbers; runs one partition, then four times as many, and so on. An action. */
    public List<Double> take(int limit) {
        return Takes.first(this, limit);
    }

    /** The first number. An action. */
    public double first() {
        return Takes.one(this, take(1));
    }

    /** Calls {@code function} for each number, in tasks. An action. */
    public void forEach(ForEachFunction<? super Double> function) {
        boxed().forEach(function);
    }

    /** All numbers merged into one. No number: an error. An action. */
    public double reduce(DoubleReduce function) {
        return Folds.reduced("reduce", this, run(NumberActions.reduceDouble(function)), function::reduce);
    }

    /** The sum, rounded once, whatever the order and the partitions; 0 of no numbers. An action. */
    public double sum() {
        return Numbers.exactSum(run(new ExactSumAction()));
    }

    /** The smallest number. No number: an error. An action. */
    public double min() {
        return extreme("min", Math::min);
    }

    /** The largest number. No number: an error. An action. */
    public double max() {
        return extreme("max", Math::max);
    }

    private double extreme(String operation, DoubleReduce function) {
        return Folds.reduced(operation, this, run(operation, NumberActions.reduceDouble(function)), function::reduce);
    }

    /** Count, exact sum, mean, variance, smallest and largest number. An action. */
    public Stats stats() {
        return Folds.aggregated("stats", this, Aggregators.<Double>stats(number -> number));
    }

    /** The exact sum divided by the count; NaN of no numbers. An action. */
    public double mean() {
        return Folds.aggregated("mean", this, Aggregators.<Double>avg(number -> number));
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
        return Folds.aggregated("histogram", this, new HistogramAggregator<Double>(number -> number, bounds));
    }

    /**
     * Numbers such that about each of the {@code fractions}, 0 to 1, of all numbers is at or below it; within 1.4 % of
     * the rank in 99 of 100 cases. An action.
     */
    public List<Double> quantiles(double... fractions) {
        List<Double> wanted = DoubleStream.of(fractions).boxed().toList();
        return Folds.aggregated("quantiles", this, Aggregators.<Double>quantilesApprox(number -> number, wanted));
    }
}
