package io.tidewheel.streaming;

import static java.util.Objects.requireNonNull;

import io.tidewheel.api.Aggregator;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Rows;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.batch.window.SessionWindows;
import io.tidewheel.data.Timestamped;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.exchange.HashPartitioner;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.operator.KeyedOperators;
import io.tidewheel.engine.plan.CachedNode;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.plan.ExchangeNode;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import io.tidewheel.engine.plan.SourceNode;
import io.tidewheel.function.MapFunction;
import io.tidewheel.streaming.state.StateFunction;
import io.tidewheel.streaming.state.UpdateFunction;
import io.tidewheel.streaming.task.AggregateStep;
import io.tidewheel.streaming.task.KeptPaneSource;
import io.tidewheel.streaming.task.KeyGroupPartitioner;
import io.tidewheel.streaming.task.LateStep;
import io.tidewheel.streaming.task.MapStateStep;
import io.tidewheel.streaming.task.MomentSource;
import io.tidewheel.streaming.task.PanePartitioner;
import io.tidewheel.streaming.task.PaneSource;
import io.tidewheel.streaming.task.PaneStep;
import io.tidewheel.streaming.task.ReduceWindowSource;
import io.tidewheel.streaming.task.StampStep;
import io.tidewheel.streaming.task.StateRow;
import io.tidewheel.streaming.task.StreamInput;
import io.tidewheel.streaming.task.UpdateStateStep;
import io.tidewheel.streaming.task.WindowStep;
import io.tidewheel.streaming.task.WindowStep.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Datasets made of a query's description, for so many partitions. Each step becomes one dataset, however many branches
 * use it. Made by one thread.
 */
final class Assembly {
    private final SessionAccess session;
    private final int keyGroups;
    private final int partitions;
    private final long results;
    private final IdentityHashMap<StreamNode<?>, Rows<?>> built = new IdentityHashMap<>();
    private final List<StatefulPart> stateful = new ArrayList<>();
    private final List<JudgedPart> judged = new ArrayList<>();
    private final List<Long> persisted = new ArrayList<>();
    private final IdentityHashMap<StreamNode<?>, CachedNode> mapped = new IdentityHashMap<>(); // with state
    private final Set<StreamNode<?>> shown;
    private final Map<StreamNode.Late<?, ?>, LateFlow> late;
    private final List<PanePart> panes = new ArrayList<>();
    private final Timelines timelines = new Timelines();

    /**
     * A step with state, whose rows are kept for all that read them.
     *
     * @param windowed the step, if it gives windows; else null
     * @param before what it reads is stored first, because how it is read depends on all of it; null if it does not
     * @param cachedIds of all rows that are stored
     */
    record StatefulPart(
            String operator,
            CachedNode root,
            StatefulNode.@Nullable WindowAggregated<?, ?, ?> windowed,
            @Nullable PlanNode before,
            List<Long> cachedIds) {}

    /** Rows that come late for windows, of which nobody else counts how many there are: kept, so that all are counted. */
    record JudgedPart(String name, CachedNode root) {}

    /**
     * What is to be stored of each batch, or of each slide, for a step that looks at several.
     *
     * @param window under which name the step finds it among a run's parameters
     * @param kept the operator whose state it becomes; empty if it is computed again when it is lost
     * @param after behind how many of the steps with state it can be computed
     */
    record PanePart(StreamNode<?> node, StreamNode<?> input, String window, CachedNode root, String kept, int after) {
        long cachedId() {
            return root.rows().id();
        }

        boolean isKept() {
            return !kept.isEmpty();
        }
    }

    /**
     * @param partitions of every source and of the state
     * @param results where tasks leave what they noticed
     * @param shown the steps whose state somebody wants to see
     * @param late how rows are found that come too late for windows
     */
    Assembly(
            SessionAccess session,
            int keyGroups,
            int partitions,
            long results,
            Set<StreamNode<?>> shown,
            Map<StreamNode.Late<?, ?>, LateFlow> late) {
        this.shown = shown;
        this.late = late;
        this.session = session;
        this.keyGroups = keyGroups;
        this.partitions = partitions;
        this.results = results;
    }

    @SuppressWarnings("unchecked") // a node is kept with what it was built to
    <D extends Rows<?>> D of(StreamNode<D> node) {
        Rows<?> known = built.get(node);
        if (known == null) {
            timelines.of(node);
            known = session.inPartitions(partitions, () -> node.build(this));
            built.put(node, known);
        }
        return (D) known;
    }

    PlanNode plan(StreamNode<?> node) {
        return session.node(of(node));
    }

    /** In the order in which they can run. */
    List<StatefulPart> stateful() {
        return stateful;
    }

    List<JudgedPart> judged() {
        return judged;
    }

    /** The ids of rows that are kept for one batch, besides those of steps with state. */
    List<Long> persisted() {
        return persisted;
    }

    /** Those below a step come before its own. */
    List<PanePart> panes() {
        return panes;
    }

    Timelines timelines() {
        return timelines;
    }

    /** Rows like these, which lie elsewhere. */
    @SuppressWarnings("unchecked") // the same kind of dataset
    <D extends Rows<?>> D like(D rows, PlanNode node) {
        return (D) (rows instanceof KeyedDataset ? session.keyed(node) : session.dataset(node));
    }

    <D extends Rows<?>> D paned(StreamNode.Paned<D> node) {
        D rows = of(node.input);
        PanePart part = pane(node, node.input, session.node(rows), node.isKept() ? node.name() : "");
        Partitioner placed = part.root.layout().partitioner();
        Layout layout = placed instanceof HashPartitioner ? new Layout(placed, false) : Layout.UNKNOWN;
        PaneSource source = new PaneSource(part.window, node.toString(), part.root.partitionCount());
        return like(rows, new SourceNode(source, layout));
    }

    private PanePart pane(StreamNode<?> node, StreamNode<?> input, PlanNode rows, String kept) {
        PanePart part = new PanePart(node, input, "window " + panes.size(), stored(rows), kept, stateful.size());
        panes.add(part);
        return part;
    }

    /** A pane that is state, stored as if it had just been computed: its rows in the same places. */
    CachedNode again(PanePart kept) {
        int into = kept.root.partitionCount();
        PlanNode rows = new SourceNode(new KeptPaneSource(kept.kept, keyGroups, into), Layout.UNKNOWN);
        Partitioner placed = kept.root.layout().partitioner();
        boolean isByKey = placed instanceof HashPartitioner || placed instanceof KeyGroupPartitioner;
        return new CachedNode(
                isByKey ? new ExchangeNode(rows, Exchange.byKey(placed), new Layout(placed, false), List.of()) : rows,
                kept.root.rows());
    }

    <K, V> KeyedDataset<K, V> windowReduced(StatefulNode.WindowReduced<K, V> node) {
        WindowReduction<K, V> reduction = node.reduction;
        Partitioner partitioner = new KeyGroupPartitioner(keyGroups, partitions);
        PlanNode reduced = new ExchangeNode(
                plan(node.input),
                Exchange.combining(partitioner, SessionAccess.reducing(reduction.reduce())),
                new Layout(partitioner, true),
                List.of());
        pane(node, node.input, reduced, node.keepsPanes() ? States.ofPanes(node.name) : "");
        ReduceWindowSource source = reduction.source(node.name, keyGroups, partitions, results);
        kept(node.name, new SourceNode(source, Layout.UNKNOWN));
        Layout layout = new Layout(partitioner, false);
        return session.keyed(new SourceNode(new MomentSource(node.name, partitions), layout));
    }

    <T> Dataset<T> input(StreamNode.Input<T> input) {
        StreamInput source = new StreamInput(input.name, input.source.describe(), partitions, results);
        return session.dataset(new SourceNode(source, Layout.UNKNOWN));
    }

    <K, V, R> KeyedDataset<K, R> aggregated(StatefulNode.Aggregated<K, V, R> node) {
        PlanNode rows = plan(node.input);
        Combiner combiner = SessionAccess.combiner(node.aggregator);
        Partitioner partitioner = new KeyGroupPartitioner(keyGroups, partitions);
        Layout layout = new Layout(partitioner, true);
        PlanNode combined = new ExchangeNode(rows, Exchange.combining(partitioner, combiner), layout, List.of());
        @SuppressWarnings("unchecked") // the combiner gives accumulators of the aggregator
        Aggregator<V, @Nullable Object, R> typed = (Aggregator<V, @Nullable Object, R>) node.aggregator;
        AggregateStep step = new AggregateStep(node.name, keyGroups, combiner, typed::finish, results);
        return session.keyed(kept(node.name, new NarrowNode(combined, step, layout, List.of())));
    }

    <K, V, S, R> Dataset<R> mappedWithState(StatefulNode.MappedWithState<K, V, S, R> node) {
        PlanNode byKey = byKey(plan(node.input));
        @SuppressWarnings("unchecked") // it is given keys, values and states of these types only
        StateFunction<Object, Object, Object, Object> function =
                (StateFunction<Object, Object, Object, Object>) (StateFunction<?, ?, ?, ?>) node.spec.function();
        MapStateStep step = new MapStateStep(
                node.name,
                States.ofTimers(node.name),
                keyGroups,
                partitions,
                function,
                node.spec.timeoutMillis(),
                shown.contains(node),
                results);
        CachedNode rows = kept(node.name, new NarrowNode(byKey, step, Layout.UNKNOWN, List.of()));
        mapped.put(node, rows);
        Dataset<R> all = session.dataset(rows);
        return step.snapshots() ? all.filter(row -> !(row instanceof StateRow)) : all;
    }

    @SuppressWarnings("unchecked") // the step keeps states of S by keys of K
    <K, S> KeyedDataset<K, S> snapshots(StreamNode.Snapshots<K, S> node) {
        of(node.step);
        Dataset<Object> all = session.dataset(requireNonNull(mapped.get(node.step)));
        return all.flatMapToPair((row, out) -> {
            if (row instanceof StateRow state) {
                out.emit((K) state.key(), (S) state.state());
            }
        });
    }

    @SuppressWarnings("unchecked") // the function is given values and states of these types only
    <K, V, S> KeyedDataset<K, S> updated(StatefulNode.Updated<K, V, S> node) {
        Partitioner partitioner = new KeyGroupPartitioner(keyGroups, partitions);
        Layout ordered = new Layout(partitioner, true);
        PlanNode together = new ExchangeNode(plan(node.input), Exchange.inHashOrder(partitioner), ordered, List.of());
        PlanNode grouped = new NarrowNode(together, KeyedOperators.group(), ordered, List.of());
        UpdateFunction<Object, Object> function = (UpdateFunction<Object, Object>) (UpdateFunction<?, ?>) node.function;
        UpdateStateStep step = new UpdateStateStep(node.name, keyGroups, partitions, function, results);
        Layout layout = new Layout(partitioner, false);
        return session.keyed(kept(node.name, new NarrowNode(grouped, step, layout, List.of())));
    }

    /** Keyed rows where the state of their keys is. */
    PlanNode byKey(PlanNode rows) {
        Partitioner partitioner = new KeyGroupPartitioner(keyGroups, partitions);
        return new ExchangeNode(rows, Exchange.byKey(partitioner), new Layout(partitioner, false), List.of());
    }

    /** The same rows, kept for the rest of their batch. */
    @SuppressWarnings("unchecked") // the same kind of dataset
    <D extends Rows<?>> D persisted(StreamNode<D> input, StorageLevel level) {
        D rows = of(input);
        CachedRows kept = new CachedRows(session.nextId(), level, true);
        persisted.add(kept.id());
        CachedNode node = new CachedNode(session.node(rows), kept);
        return (D) (rows instanceof KeyedDataset ? session.keyed(node) : session.dataset(node)).named(rows.name());
    }

    <T> Dataset<Timestamped<T>> stamped(StreamNode.Stamped<T> node) {
        @SuppressWarnings("unchecked") // it is given rows of T only
        MapFunction<@Nullable Object, Instant> time =
                (MapFunction<@Nullable Object, Instant>) (MapFunction<?, Instant>) node.eventTime.time();
        Duration ahead = node.eventTime.maxAhead();
        StampStep step = new StampStep(node.name, time, ahead == null ? Long.MAX_VALUE : ahead.toMillis(), results);
        return session.dataset(new NarrowNode(plan(node.input), step, Layout.UNKNOWN, List.of()));
    }

    <K, V> KeyedDataset<K, V> late(StreamNode.Late<K, V> node) {
        LateFlow flow = late.getOrDefault(node, LateFlow.alone(node));
        LateStep step = new LateStep(
                flow.name(), node.windows.shape(), node.windows.latenessMillis(), !flow.isCounted(), results);
        PlanNode rows = new NarrowNode(plan(node.input), step, Layout.UNKNOWN, List.of());
        if (flow.isCounted()) {
            return session.keyed(rows);
        }
        CachedNode kept = stored(rows);
        judged.add(new JudgedPart(flow.name(), kept));
        return session.keyed(kept);
    }

    <K, V, R> KeyedDataset<Windowed<K>, R> windowed(StatefulNode.WindowAggregated<K, V, R> node) {
        WindowSpec windows = node.windows;
        PaneStep panes = new PaneStep(node.name, windows.shape(), windows.latenessMillis(), results);
        PlanNode judged = new NarrowNode(plan(node.input), panes, Layout.UNKNOWN, List.of());
        @SuppressWarnings("unchecked") // the combiner gives accumulators of the aggregator
        Aggregator<V, @Nullable Object, R> typed = (Aggregator<V, @Nullable Object, R>) node.aggregator;
        Values values = new Values(SessionAccess.combiner(node.aggregator), typed::create, typed::finish);
        Partitioner partitioner = windows.isSessions()
                ? new KeyGroupPartitioner(keyGroups, partitions)
                : new PanePartitioner(keyGroups, partitions);
        Combiner combiner =
                windows.shape() instanceof SessionWindows sessions ? values.sessions(sessions) : values.combiner();
        Layout layout = new Layout(partitioner, true);
        CachedNode all = stored(new ExchangeNode(judged, Exchange.combining(partitioner, combiner), layout, List.of()));
        WindowStep step = new WindowStep(
                node.name,
                States.ofTimers(node.name),
                windows.shape(),
                windows.latenessMillis(),
                giving(node),
                keyGroups,
                partitions,
                values,
                results);
        CachedNode root = stored(new NarrowNode(all, step, Layout.UNKNOWN, List.of()));
        stateful.add(new StatefulPart(
                node.name, root, node, all, List.of(all.rows().id(), root.rows().id())));
        return session.keyed(root);
    }

    private static WindowStep.Giving giving(StatefulNode.WindowAggregated<?, ?, ?> node) {
        if (node.windows.mode() == OutputMode.UPDATE) {
            return WindowStep.Giving.CHANGED;
        }
        return node.watermark.isByClock() ? WindowStep.Giving.FINISHED_BY_CLOCK : WindowStep.Giving.FINISHED;
    }

    /** The rows of a step with state, stored for all that read them. */
    private CachedNode kept(String operator, PlanNode step) {
        CachedNode root = stored(step);
        stateful.add(
                new StatefulPart(operator, root, null, null, List.of(root.rows().id())));
        return root;
    }

    private CachedNode stored(PlanNode rows) {
        return new CachedNode(rows, new CachedRows(session.nextId(), StorageLevel.MEMORY_AND_DISK, true));
    }
}
