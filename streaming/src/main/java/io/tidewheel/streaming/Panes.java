package io.tidewheel.streaming;

import static java.util.Objects.requireNonNull;

import io.tidewheel.api.Rows;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.batch.action.Actions;
import io.tidewheel.engine.plan.Layout;
import io.tidewheel.engine.plan.SourceNode;
import io.tidewheel.engine.schedule.PreparedPlan;
import io.tidewheel.engine.schedule.RunOptions;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.Timelines.Timeline;
import io.tidewheel.streaming.task.Grid;
import io.tidewheel.streaming.task.KeepPane;
import io.tidewheel.streaming.task.LostRunsException;
import io.tidewheel.streaming.task.PaneRows;
import io.tidewheel.streaming.task.SliceSource;
import io.tidewheel.streaming.task.Slides;
import io.tidewheel.streaming.task.StoredRuns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a query that look at several batches, as plans for so many partitions, and what they have stored. Owned by
 * the query's thread.
 */
final class Panes implements AutoCloseable {
    /*
     * A pane is what one batch, or one slide of the windows below, gave to such a step: rows that a run of its input's plan
     * has stored, under the number of that run. A window is read as the panes of its batches. What of them is not there,
     * because the query was restarted, or a file is gone, is computed by running that plan again, as that batch was
     * planned: the lineage has kept what it read. Where a step with state lies under the window that cannot be: such panes are
     * state themselves, and are read from there.
     */
    private static final int MOST_LOSSES = 100;

    private final SessionAccess session;
    private final Assembly assembly;
    private final String group;
    private final List<Window> windows = new ArrayList<>(); // those below come before
    private final Map<String, Long> kept = new TreeMap<>(); // by operator: where rows of its slides are stored
    private final Map<Long, LostRows> healers = new TreeMap<>(); // by cached id
    private final IdentityHashMap<StreamNode<?>, List<Window>> nearest = new IdentityHashMap<>(); // by who reads them
    private @Nullable WindowBatch current;

    /** Rows that a run has stored. */
    record Pane(long run, long rows) {}

    /** One step that looks at several batches. */
    final class Window {
        final Assembly.PanePart part;
        final List<Window> below; // the nearest ones
        final Timeline input;
        final boolean readsBatches; // also, or only
        final NavigableMap<Long, Pane> panes = new ConcurrentSkipListMap<>(); // by time
        private final PreparedPlan<Long> plan; // stores what can be computed again, or was kept
        private final @Nullable PreparedPlan<PaneRows> keeping; // stores what is to be kept; null if nothing is
        private final List<Window> above = new ArrayList<>();

        private Window(Assembly.PanePart part) {
            this.part = part;
            this.below = nearest(part.input());
            this.input = assembly.timelines().of(part.input());
            this.readsBatches = readsBatches(part.input());
            this.plan = session.prepare(part.isKept() ? assembly.again(part) : part.root(), Actions.count());
            this.keeping = part.isKept() ? session.prepare(part.root(), new KeepPane(part.kept())) : null;
            below.forEach(window -> window.above.add(this));
            onLoss(part.cachedId(), this::storeAgain);
        }

        private boolean storeAgain(List<Long> runs, WindowBatch batch) {
            List<Long> times = panes.entrySet().stream()
                    .filter(entry -> runs.contains(entry.getValue().run))
                    .map(Map.Entry::getKey)
                    .toList();
            times.forEach(time -> batch.storeAgain(this, time));
            return !times.isEmpty();
        }

        @Nullable
        WindowSpan span() {
            return part.node() instanceof StreamNode.Sliding<?> windowed
                    ? windowed.span
                    : part.node() instanceof StatefulNode.WindowReduced<?, ?> reduced ? reduced.reduction.span() : null;
        }

        /** The state of a window with an inverse function; empty for any other. */
        String operator() {
            return part.node() instanceof StatefulNode.WindowReduced<?, ?> reduced ? reduced.name : "";
        }

        /** How far it looks back from a slide; 0 if it lets its rows through. */
        long reachMillis() {
            WindowSpan span = span();
            return span == null ? 0 : span.lengthMillis() + (operator().isEmpty() ? 0 : span.slideMillis());
        }

        /** Its panes up to that time are not read again once a batch is over. */
        long horizonMillis(Grid grid, long batchMillis) {
            WindowSpan span = span();
            return span == null
                    ? batchMillis + grid.intervalMillis() - ((StreamNode.Remembered<?>) part.node()).keepMillis
                    : Slides.next(grid, batchMillis, span.slideMillis()) - reachMillis();
        }

        /** Nor need it be known of batches up to that time that they had rows, also for windows above it. */
        long lineageHorizonMillis(Grid grid, long batchMillis) {
            long horizon = horizonMillis(grid, batchMillis);
            for (Window window : above) {
                horizon = Math.min(horizon, window.lineageHorizonMillis(grid, batchMillis) - reachMillis());
            }
            return horizon;
        }

        /** Nor are the sources read again up to that time. */
        long sourceHorizonMillis(Grid grid, long batchMillis) {
            if (part.isKept()) {
                return Long.MAX_VALUE;
            }
            long horizon = horizonMillis(grid, batchMillis);
            for (Window window : above) {
                if (!window.part.isKept()) {
                    horizon = Math.min(horizon, window.sourceHorizonMillis(grid, batchMillis) - reachMillis());
                }
            }
            return horizon;
        }

        /** Of a run at the time of the pane, which computes it, or reads it where it was kept. */
        Pane store(long time, Parameters run, String description) {
            long rows = 0;
            for (Long count : run(plan, options(run, description))) {
                rows += count == null ? 0 : count;
            }
            return stored(time, run, rows);
        }

        /** As {@link #store}, of a pane that becomes state with the batch. */
        Pane keep(long time, Parameters run, String description, KeptPanes kept) {
            List<PaneRows> partitions = new ArrayList<>();
            for (PaneRows partition : run(requireNonNull(keeping), options(run, description))) {
                partitions.add(requireNonNull(partition));
            }
            kept.add(time, partitions);
            return stored(
                    time, run, partitions.stream().mapToLong(PaneRows::rows).sum());
        }

        private RunOptions options(Parameters run, String description) {
            return RunOptions.ALL.withParameters(run).describedAs(description + ", " + part.node(), group, "");
        }

        private Pane stored(long time, Parameters run, long rows) {
            Pane pane = new Pane(run.run(), rows);
            panes.put(time, pane);
            return pane;
        }

        private void begin(WindowBatch batch) {
            forget(
                    part.isKept()
                            ? panes.tailMap(batch.previousMillis(), false) // all that the batch is to keep
                            : panes.tailMap(batch.timeMillis(), true));
        }

        private void forget(NavigableMap<Long, Pane> some) {
            some.values().forEach(pane -> session.backend().forget(part.cachedId(), pane.run));
            some.clear();
        }
    }

    Panes(SessionAccess session, Assembly assembly, String group) {
        this.session = session;
        this.assembly = assembly;
        this.group = group;
        assembly.panes().forEach(part -> windows.add(new Window(part)));
        for (Window window : windows) {
            assembly.stateful().stream()
                    .filter(step -> step.operator().equals(window.operator()))
                    .forEach(step -> kept.put(step.operator(), step.cachedIds().get(0)));
        }
    }

    List<Window> windows() {
        return windows;
    }

    /** The windows that are read to compute a step, without those that they read. */
    List<Window> nearest(StreamNode<?> node) {
        List<Window> known = nearest.get(node);
        if (known == null) {
            Set<Window> found = new LinkedHashSet<>();
            nearest(node, found, Collections.newSetFromMap(new IdentityHashMap<>()));
            known = List.copyOf(found);
            nearest.put(node, known);
        }
        return known;
    }

    private void nearest(StreamNode<?> node, Set<Window> found, Set<StreamNode<?>> seen) {
        for (Window window : windows) {
            if (window.part.node() == node) {
                found.add(window);
                return;
            }
        }
        if (seen.add(node)) {
            node.inputs().forEach(input -> nearest(input, found, seen));
        }
    }

    private static boolean readsBatches(StreamNode<?> node) {
        return node instanceof StreamNode.Input<?>
                || (!(node instanceof StreamNode.Paned<?>)
                        && node.inputs().stream().anyMatch(Panes::readsBatches));
    }

    Timeline timeline(StreamNode<?> node) {
        return assembly.timelines().of(node);
    }

    long nextRun() {
        return session.nextId();
    }

    /** Where the rows are that a window with an inverse function gave in a batch. */
    StoredRuns kept(String operator, long attempt) {
        Long cachedId = kept.get(operator);
        assert cachedId != null : operator + " is none of " + kept.keySet();
        return new StoredRuns(cachedId, List.of(attempt));
    }

    /** Stores what a batch gives, and what is missing of earlier ones. What a failed attempt at it has left goes. */
    void begin(WindowBatch batch) {
        current = batch;
        windows.forEach(window -> window.begin(batch));
        batch.open();
        windows.forEach(window -> lookBack(window, batch));
    }

    private void lookBack(Window window, WindowBatch batch) {
        if (window.part.node() instanceof StreamNode.Remembered<?> remembered) {
            lookBack(remembered, window, batch);
        }
    }

    private <D extends Rows<?>> void lookBack(StreamNode.Remembered<D> stream, Window window, WindowBatch batch) {
        D like = assembly.of(stream);
        int partitions = window.part.root().partitionCount();
        stream.slices.set(new Slices<>(stream, window.panes, batch.grid(), batch.timeMillis(), pane -> {
            StoredRuns stored = new StoredRuns(window.part.cachedId(), List.of(pane.run));
            return assembly.like(
                    like, new SourceNode(new SliceSource(stored, stream.toString(), partitions), Layout.UNKNOWN));
        }));
    }

    /**
     * Stores what a batch gives to windows that are behind so many of the steps with state, and not behind more.
     *
     * @param run that of the batch, as it is by now
     * @return the same, which also reads these windows
     */
    Parameters keep(int steps, Parameters run) {
        WindowBatch batch = current;
        if (batch == null) {
            return run;
        }
        batch.goOn(run);
        windows.stream()
                .filter(window -> window.part.isKept() && window.part.after() == steps)
                .forEach(batch::keep);
        return batch.whole();
    }

    /** The batch has happened: lets go of what none will read again. */
    void committed(WindowBatch batch) {
        for (Window window : windows) {
            long horizon = window.horizonMillis(batch.grid(), batch.timeMillis());
            window.forget(window.panes.headMap(horizon, true));
        }
    }

    /** Runs a plan; what it finds missing is computed again. */
    <R> List<@Nullable R> run(PreparedPlan<R> plan, RunOptions options) {
        for (int losses = 0; ; losses++) {
            try {
                return plan.run(options);
            } catch (TidewheelException e) {
                if (losses == MOST_LOSSES || !heal(e)) {
                    throw e;
                }
            }
        }
    }

    /** Computes again what a failure says is missing; false if it does not say that, or it cannot be done. */
    boolean heal(Throwable failure) {
        LostRunsException lost = LostRunsException.in(failure);
        WindowBatch batch = current;
        if (lost == null || batch == null) {
            return false;
        }
        LostRows again = healers.get(lost.cachedId());
        return again != null && again.compute(lost.runs(), batch);
    }

    /** As {@link #heal}, after a failure that is told in any case. */
    void healAfter(Throwable failure) {
        try {
            heal(failure);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Computes rows again that were stored. */
    @FunctionalInterface
    interface LostRows {
        /** @return false if it does not know of any of these runs */
        boolean compute(List<Long> runs, WindowBatch batch);
    }

    /** What is to be done when some of the rows of a cached node are not there any more. */
    void onLoss(long cachedId, LostRows again) {
        healers.put(cachedId, again);
    }

    String explain() {
        StringBuilder all = new StringBuilder();
        windows.forEach(window -> all.append(window.part.node())
                .append('\n')
                .append(window.keeping == null ? window.plan.explain() : window.keeping.explain()));
        return all.toString();
    }

    @Override
    public void close() {
        for (Window window : windows) {
            session.backend().forget(window.part.cachedId());
            window.plan.close();
            if (window.keeping != null) {
                window.keeping.close();
            }
            boolean isSet = current != null; // else these plans were made to be looked at
            if (isSet && window.part.node() instanceof StreamNode.Remembered<?> remembered) {
                remembered.slices.set(null);
            }
        }
    }
}
