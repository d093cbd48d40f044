package io.tidewheel.api;

import io.tidewheel.batch.step.WindowSteps;
import io.tidewheel.batch.window.ByStart;
import io.tidewheel.batch.window.GridWindows;
import io.tidewheel.batch.window.SessionCombiner;
import io.tidewheel.batch.window.SessionWindows;
import io.tidewheel.batch.window.WindowShape;
import io.tidewheel.batch.window.WindowsOfKey;
import io.tidewheel.data.Timestamped;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.exchange.Combiner;
import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.exchange.Partitioner;
import io.tidewheel.engine.plan.Given;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.NarrowNode;
import io.tidewheel.engine.plan.PlanNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys with values of a dataset in windows of event time. All rows are there, so that no row is late. */
public final class WindowedDataset<K, V> implements WindowedFlow<K, V> {
    private final KeyedDataset<K, Timestamped<V>> rows;
    private final WindowShape windows;

    WindowedDataset(KeyedDataset<K, Timestamped<V>> rows, WindowShape windows) {
        this.rows = rows;
        this.windows = windows;
    }

    @Override
    public WindowedDataset<K, V> allowedLateness(Duration lateness) {
        WindowChecks.lateness(lateness);
        return this;
    }

    @Override
    public WindowedDataset<K, V> outputMode(OutputMode mode) {
        WindowChecks.mode(mode, windows);
        return this;
    }

    @Override
    public <R> KeyedDataset<Windowed<K>, R> aggregate(Aggregator<? super V, ?, R> aggregator) {
        Given.argument("aggregate", "aggregator", aggregator);
        Combiner combiner = AggregatorCombiner.of(aggregator);
        PlanNode accumulated = windows instanceof SessionWindows sessions
                ? sessions(new SessionCombiner(sessions.gapMillis(), combiner, aggregator::create))
                : grid((GridWindows) windows, combiner);
        @SuppressWarnings("unchecked") // the combiner gives accumulators of the aggregator
        Aggregator<V, Object, R> typed = (Aggregator<V, Object, R>) aggregator;
        return rows.<Windowed<K>, Object>pairs(accumulated).mapValues(accumulator -> typed.finish(accumulator));
    }

    private PlanNode sessions(SessionCombiner combiner) {
        PlanNode ofKeys = Keying.combined(rows, combiner, Keying.partitioner(rows));
        return rows.pairs(ofKeys).then(WindowSteps.sessions());
    }

    private PlanNode grid(GridWindows grid, Combiner combiner) {
        KeyedDataset<Windowed<K>, V> byPane = rows.pairs(rows.then(WindowSteps.panes(grid)));
        PlanNode panes = Keying.combined(byPane, combiner, Keying.partitioner(rows));
        if (grid.isTumbling()) {
            return panes;
        }
        // the panes of a window come together in the order of time, as in a stream
        Partitioner ofKeys = new WindowsOfKey(panes.partitionCount());
        PlanNode inOrder =
                Keying.exchanged(panes, Exchange.sorted(ofKeys, ByStart.BY_START), new Layout(ofKeys, false));
        PlanNode byWindow =
                new NarrowNode(inOrder, WindowSteps.windowsOfPanes(grid), new Layout(ofKeys, false), List.of());
        return Keying.combined(rows.pairs(byWindow), new Merging(combiner), ofKeys);
    }

    @Override
    public KeyedDataset<K, V> lateRows() {
        return rows.filter((key, row) -> false).mapValues(row -> row.value());
    }

    /** Makes accumulators into one. */
    private record Merging(Combiner combiner) implements Combiner {
        @Override
        public @Nullable Object create(@Nullable Object accumulator) {
            return accumulator;
        }

        @Override
        public @Nullable Object fold(@Nullable Object accumulator, @Nullable Object other) throws Exception {
            return combiner.merge(accumulator, other);
        }

        @Override
        public @Nullable Object merge(@Nullable Object left, @Nullable Object right) throws Exception {
            return combiner.merge(left, right);
        }

        @Override
        public boolean sharesFirst() {
            return true; // a pane is in several windows
        }

        @Override
        public Class<?> profile() {
            return combiner.profile();
        }
    }
}
