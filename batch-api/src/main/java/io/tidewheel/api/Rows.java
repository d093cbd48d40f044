package io.tidewheel.api;

import io.tidewheel.api.file.TextCompression;
import io.tidewheel.batch.action.Actions;
import io.tidewheel.batch.file.ObjectSource;
import io.tidewheel.batch.file.RowFormat;
import io.tidewheel.batch.file.SaveJob;
import io.tidewheel.batch.step.SampleSteps;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.plan.Action;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.plan.Computed;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.SourceNode;
import io.tidewheel.engine.plan.Step;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What datasets of all kinds share. A dataset is a recipe for rows in partitions: operations return new recipes at once
 * and touch no data; actions run one and wait for its result. Actions run on the driver only, never inside a function.
 *
 * <p>Thread-safe; several threads may run actions on one dataset. Belongs to the session that made it, and cannot be
 * serialised: a function that captures one is an error.
 *
 * @param <D> the kind
 */
public abstract sealed class Rows<D extends Rows<D>> permits Dataset, KeyedDataset, LongDataset, DoubleDataset {
    static final long DEFAULT_SEED = 20_230_417;

    private final Tidewheel session;
    private final String name;
    private final Lineage lineage;

    Rows(Tidewheel session, Lineage lineage, String name) {
        this.session = session;
        this.lineage = lineage;
        this.name = name;
        if (session.checksClosures()) {
            ClosureCheck.check(lineage.node());
        }
    }

    /** The same kind of dataset with another lineage, or with the same under another name. */
    abstract D over(Lineage other, String otherName);

    abstract D self();

    final D over(PlanNode other) {
        return over(new Lineage(other), "");
    }

    final PlanNode node() {
        return lineage.node();
    }

    final JobRunner jobs() {
        return session.jobs();
    }

    final <R> List<@Nullable R> run(Action<R> action) {
        return run(action.name(), action);
    }

    /** @param operation what the job is called, unless the user named its dataset or it */
    final <R> List<@Nullable R> run(String operation, Action<R> action) {
        return jobs().run(node(), action, operation, name);
    }

    final PlanNode then(Step step) {
        return new NarrowNode(node(), step, Layout.UNKNOWN, List.of());
    }

    final PlanNode then(Step step, Computed<?> needed) {
        return new NarrowNode(node(), step, Layout.UNKNOWN, List.of(needed));
    }

    /** For steps that change no key and no order of keys. */
    final PlanNode thenKeepingKeys(Step step) {
        PlanNode node = node();
        return new NarrowNode(node, step, node.layout(), List.of());
    }

    /** The session that made this dataset. */
    public final Tidewheel session() {
        return session;
    }

    /** The name given by {@link #named}; empty if none was. */
    public final String name() {
        return name;
    }

    /** The same dataset under a name that job descriptions and errors show: to persist one is to persist both. */
    public D named(String newName) {
        Given.argument("named", "name", newName);
        return over(lineage, newName);
    }

    /** How many partitions; touches no data. */
    public final int partitionCount() {
        return node().partitionCount();
    }

    /** The stages that {@code collect} would run, as text, the last first. Runs nothing. */
    public final String explain() {
        return jobs().explain(node(), Actions.collect());
    }

    /** How many rows; those of a range or a list as it is are not read. An action. */
    public final long count() {
        return Numbers.sum(run(Actions.count()));
    }

    /** True if there is no row; looks at no more partitions than it must. An action. */
    public final boolean isEmpty() {
        return Takes.first(this, 1).isEmpty();
    }

    /** {@link #persist} in memory only. */
    public final D cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    /**
     * Keeps the rows once an action has computed them, for all actions on this dataset and on those made from it from
     * now on. Returns this dataset. A partition that no longer fits is written to disk or computed again, as the level
     * says.
     *
     * @throws TidewheelException if it is already persisted at another level
     */
    public final D persist(StorageLevel level) {
        Given.argument("persist", "level", level);
        StorageLevel known = lineage.keep(level, jobs()::nextId);
        if (known != level) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    this + " is already persisted at " + known + " and cannot be at " + level
                            + " too; call unpersist() first");
        }
        return self();
    }

    /** Drops the rows that {@link #persist} kept; nothing if it keeps none. Returns this dataset. */
    public final D unpersist() {
        CachedRows dropped = lineage.drop();
        if (dropped != null) {
            jobs().unpersist(dropped.id());
        }
        return self();
    }

    /** Where {@link #persist} keeps the rows; null if it was not called. */
    public final @Nullable StorageLevel storageLevel() {
        return lineage.level();
    }

    /**
     * Computes the rows now and saves them as object files in a new directory; from now on this dataset, and those
     * made from it, read them instead of computing them again, and its lineage begins there. Returns this dataset. The
     * directory is the caller's to delete. Rows stay in their order and partitions; that a sort decided which keys are
     * in which is forgotten, so that a join behind it exchanges them. An action.
     *
     * @throws TidewheelException if there is something at the path
     */
    public final D saveLineage(String path) {
        PlanNode computed = node();
        saveAsObjectFile(path);
        boolean bySort = computed.layout().partitioner() instanceof SortRanges;
        Layout layout = bySort ? Layout.UNKNOWN : computed.layout(); // the bounds of a sort went with the lineage
        lineage.beginAt(new SourceNode(ObjectSource.of(session.storages(), path), layout));
        return self();
    }

    /** {@link #saveAsTextFile(String, TextCompression)} without compression. */
    public final void saveAsTextFile(String path) {
        saveAsTextFile(path, TextCompression.NONE);
    }

    /**
     * Saves each row's {@code toString()} as a line of UTF-8, one file for each partition in a new directory. The
     * directory appears when all is saved, complete and with a file {@code _SUCCESS}, or not at all. An action.
     *
     * @throws TidewheelException if there is something at the path; if a row is null
     */
    public final void saveAsTextFile(String path, TextCompression compression) {
        Given.argument("saveAsTextFile", "compression", compression);
        save(path, RowFormat.text(compression));
    }

    /** Saves the rows as they are, for {@link Tidewheel#objectFile}, as {@link #saveAsTextFile(String)} does. An action. */
    public final void saveAsObjectFile(String path) {
        save(path, RowFormat.objects());
    }

    final void save(String path, RowFormat format) {
        Given.argument(format.name(), "path", path);
        jobs().checkUsable(format.name());
        try (SaveJob job = SaveJob.begin(session.storages(), path, format, partitionCount())) {
            job.commit(run(job.action()).stream().map(Objects::requireNonNull).toList());
        }
    }

    /**
     * At most so many partitions, without moving rows: each new one is some neighbouring old ones, read one after the
     * other. With as many or more, this dataset as it is.
     */
    public final D coalesce(int partitions) {
        PlanNode before = node();
        PlanNode after = Regroups.coalesce(before, partitions);
        return after == before ? self() : over(after);
    }

    /** As {@link #coalesce(int)}, or with {@code exchange} as {@link #repartition}, which can also make more. */
    public final D coalesce(int partitions, boolean exchange) {
        return exchange ? repartition(partitions) : coalesce(partitions);
    }

    /** So many partitions of nearly equal size: rows are dealt out one by one. */
    public final D repartition(int partitions) {
        return over(Regroups.repartition(node(), partitions));
    }

    /**
     * The rows of this and all others, in this order, duplicates included. Moves no row. Where all are placed by equal
     * partitioners, so is the union: each of its partitions holds those of the same number, in this order.
     */
    public final D unionAll(Collection<? extends D> others) {
        Given.argument("unionAll", "datasets", others);
        List<PlanNode> nodes = new ArrayList<>();
        nodes.add(node());
        for (D other : others) {
            nodes.add(sameSession(other).node());
        }
        return over(Regroups.union(nodes));
    }

    /** {@link #sample(boolean, double, long)} with a fixed seed. */
    public final D sample(boolean withReplacement, double fraction) {
        return sample(withReplacement, fraction, DEFAULT_SEED);
    }

    /**
     * Each row with the given probability; with replacement, each row {@code fraction} times on average. The same seed
     * chooses the same rows of the same partitions.
     */
    public final D sample(boolean withReplacement, double fraction, long seed) {
        boolean legal = fraction >= 0 && (withReplacement ? Double.isFinite(fraction) : fraction <= 1);
        Checks.argument(
                legal,
                "sample fraction is %s but must be %s",
                fraction,
                withReplacement ? "a number >= 0" : "between 0 and 1");
        Step step = withReplacement
                ? SampleSteps.withReplacement(fraction, seed)
                : SampleSteps.between("sample", 0, fraction, seed);
        return over(thenKeepingKeys(step));
    }

    /** {@link #randomSplit(double[], long)} with a fixed seed. */
    public final List<D> randomSplit(double... weights) {
        return randomSplit(weights, DEFAULT_SEED);
    }

    /** Splits the rows at random into as many datasets as there are weights, in proportion to them. */
    public final List<D> randomSplit(double[] weights, long seed) {
        Given.argument("randomSplit", "weights", weights);
        double total = 0;
        double largest = 0;
        for (double weight : weights) {
            Checks.argument(weight >= 0 && Double.isFinite(weight), "weight %s must be a number >= 0", weight);
            total += weight;
            largest = Math.max(largest, weight);
        }
        Checks.argument(total > 0, "the sum of weights must be > 0, but there are %s", weights.length);
        if (Double.isInfinite(total)) { // the sum is too large for a double, the proportions are not
            double scale = largest;
            return randomSplit(DoubleStream.of(weights).map(w -> w / scale).toArray(), seed);
        }
        List<D> splits = new ArrayList<>();
        double below = 0;
        for (int i = 0; i < weights.length; i++) {
            double from = below / total;
            below += weights[i];
            double until = i == weights.length - 1 ? 1 : below / total;
            splits.add(over(thenKeepingKeys(SampleSteps.between("randomSplit", from, until, seed))));
        }
        return splits;
    }

    final <O extends Rows<?>> O sameSession(@Nullable O other) {
        if (other == null) {
            throw new TidewheelException(Kind.CONFIGURATION, this + " was given null instead of another dataset");
        }
        Checks.argument(
                ((Rows<?>) other).session == session,
                "%s belongs to %s and cannot be combined with %s of %s",
                other,
                ((Rows<?>) other).session,
                this,
                session);
        return other;
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "dataset (" + node() + ")" : "dataset '" + name + "'";
    }
}
