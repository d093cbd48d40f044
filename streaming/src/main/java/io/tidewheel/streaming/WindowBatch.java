package io.tidewheel.streaming;

import static java.util.Objects.requireNonNull;

import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.streaming.Lineage.Entry;
import io.tidewheel.streaming.Panes.Pane;
import io.tidewheel.streaming.Panes.Window;
import io.tidewheel.streaming.Timelines.Timeline;
import io.tidewheel.streaming.task.BatchParameters;
import io.tidewheel.streaming.task.Grid;
import io.tidewheel.streaming.task.Slides;
import io.tidewheel.streaming.task.StateOutcome;
import io.tidewheel.streaming.task.StoredRuns;
import io.tidewheel.streaming.task.WindowMove;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One attempt at one batch, as its windows see it: which slides it covers, and the runs that make them. Used by one thread. */
final class WindowBatch {
    /*
     *   T0        s1        s2        T          a batch that covers several slides, because one before it was long, or the
     *   |---------|---------|---------|          query was down
     *
     * Its rows belong to T. At s1 and s2 windows hold what came up to T0 only, and the sources give nothing: so everything
     * behind a window runs once for each slide, in order, with the panes of that slide and, but for T, without input. A
     * slide before the last is passed over if no batch in its reach had rows.
     */
    private final Panes panes;
    private final Reading reading;
    private final NavigableMap<Long, Entry> lineage; // by time, this batch too
    private final Map<String, KeptPanes> kept; // by operator
    private final Grid grid;
    private final long previousMillis;
    private final long timeMillis;
    private final long attempt;
    private final String description;
    private Parameters whole = Parameters.NONE;
    private long recomputed;

    /** Makes the values of a run. */
    @FunctionalInterface
    interface Reading {
        /**
         * @param rows the batch whose input is read; null for none
         * @param timeMillis what time it is
         */
        Parameters of(long run, @Nullable Planned rows, long timeMillis);
    }

    /** @param attempt its number */
    WindowBatch(
            Panes panes,
            Reading reading,
            NavigableMap<Long, Entry> lineage,
            Map<String, KeptPanes> kept,
            Grid grid,
            long previousMillis,
            long attempt,
            String description) {
        this.panes = panes;
        this.reading = reading;
        this.lineage = lineage;
        this.kept = kept;
        this.grid = grid;
        this.previousMillis = previousMillis;
        this.timeMillis = lineage.lastKey();
        this.attempt = attempt;
        this.description = description;
    }

    long timeMillis() {
        return timeMillis;
    }

    /** The time of the batch before. */
    long previousMillis() {
        return previousMillis;
    }

    Grid grid() {
        return grid;
    }

    /** How many partitions of earlier panes had to be computed again. */
    long recomputed() {
        return recomputed;
    }

    /**
     * Stores the panes of this batch, and finds or stores the earlier ones that are read; what depends on the state of this
     * batch has to wait.
     */
    void open() {
        Map<String, List<WindowMove>> moves = new TreeMap<>();
        List<Window> ofBatch = new ArrayList<>();
        for (Window window : panes.windows()) {
            if (window.part.node() instanceof StreamNode.Remembered<?> remembered) {
                times(window, timeMillis - remembered.keepMillis, previousMillis)
                        .forEach(time -> pane(window, time));
            }
            if (window.part.isKept()) {
                continue;
            }
            times(window, previousMillis, timeMillis).forEach(time -> pane(window, time));
            if (!window.operator().isEmpty()) {
                moves.put(window.operator(), moves(window));
            } else if (!panes.timeline(window.part.node()).isSliding()) {
                ofBatch.add(window);
            }
        }
        Parameters read = at(ofBatch, timeMillis, attempt);
        whole = BatchParameters.with(read, Map.of(), moves);
    }

    /** The run of all that comes once in this batch, as far as it is known. */
    Parameters whole() {
        return whole;
    }

    /** More of it is known. */
    void goOn(Parameters run) {
        whole = run;
    }

    /** Stores the panes of this batch for a window that is behind steps with state, now that these have run. */
    void keep(Window window) {
        times(window, previousMillis, timeMillis).forEach(time -> pane(window, time));
        if (!window.operator().isEmpty()) {
            whole = BatchParameters.with(whole, Map.of(), Map.of(window.operator(), moves(window)));
        } else if (!panes.timeline(window.part.node()).isSliding()) {
            whole = BatchParameters.with(whole, read(List.of(window), timeMillis), Map.of());
        }
    }

    /**
     * The runs that together give what a step gives in this batch, in the order of their times.
     *
     * @param batch that of what comes once, as it is by now
     */
    List<Parameters> of(StreamNode<?> node, Parameters batch) {
        Timeline timeline = panes.timeline(node);
        if (!timeline.isSliding()) {
            return List.of(batch);
        }
        List<Window> nearest = panes.nearest(node);
        List<Parameters> runs = new ArrayList<>();
        for (long time : moments(timeline)) {
            runs.add(at(nearest, time, time == timeMillis ? attempt : panes.nextRun()));
        }
        return runs;
    }

    /** The slides that this batch covers. */
    private SortedSet<Long> moments(Timeline timeline) {
        long last = Slides.last(grid, timeMillis, timeline.slideMillis());
        if (last <= previousMillis) {
            return new TreeSet<>();
        }
        SortedSet<Long> slides = slides(timeline, previousMillis, timeMillis);
        slides.add(last);
        return slides;
    }

    /** The slides in {@code (after, upTo]} in whose reach a batch had rows. */
    private SortedSet<Long> slides(Timeline timeline, long after, long upTo) {
        SortedSet<Long> slides = new TreeSet<>();
        long reach = timeline.reachMillis();
        for (long time : lineage.subMap(after - reach, false, upTo, true).keySet()) {
            long slide = Slides.next(grid, Math.max(time - 1, after), timeline.slideMillis());
            for (; slide <= upTo && slide - reach < time; slide += timeline.slideMillis()) {
                slides.add(slide);
            }
        }
        return slides;
    }

    /** The times in {@code (after, upTo]} at which a window was, or is, given rows. */
    private Collection<Long> times(Window window, long after, long upTo) {
        if (after >= upTo) {
            return List.of();
        }
        if (window.part.isKept()) {
            return keptTimes(window, after, upTo);
        }
        if (window.input.isSliding()) {
            return slides(window.input, after, upTo);
        }
        List<Long> times = new ArrayList<>();
        lineage.subMap(after, false, upTo, true).forEach((time, entry) -> {
            if (window.operator().isEmpty() || entry.counted().contains(window.operator())) {
                times.add(time);
            }
        });
        return times;
    }

    private Collection<Long> keptTimes(Window window, long after, long upTo) {
        List<Long> times = new ArrayList<>(kept(window).times(after, Math.min(upTo, previousMillis)));
        Collection<Long> ofBatch = window.input.isSliding() ? moments(window.input) : List.of(timeMillis);
        ofBatch.stream().filter(time -> time > after && time <= upTo).forEach(times::add);
        return times;
    }

    private Pane pane(Window window, long time) {
        Pane known = window.panes.get(time);
        if (known != null) {
            return known;
        }
        if (window.part.isKept()) {
            return keptPane(window, time, isOfBatch(window, time) ? attempt : panes.nextRun());
        }
        if (time <= previousMillis) {
            recomputed += window.part.root().partitionCount();
        }
        return window.store(
                time, at(window.below, time, isOfBatch(window, time) ? attempt : panes.nextRun()), said(time));
    }

    /** True if it comes once in this batch. */
    private boolean isOfBatch(Window window, long time) {
        return time == timeMillis && !window.input.isSliding();
    }

    private Pane keptPane(Window window, long time, long run) {
        KeptPanes all = kept(window);
        if (time <= previousMillis) {
            return all.rows(time) == 0
                    ? new Pane(run, 0)
                    : window.store(time, reading.of(run, null, time), description + ", a pane that it has kept");
        }
        return window.keep(time, isOfBatch(window, time) ? whole : at(window.below, time, run), said(time), all);
    }

    private KeptPanes kept(Window window) {
        return requireNonNull(kept.get(window.part.kept()));
    }

    /** Parts of a pane have got lost. */
    void storeAgain(Window window, long time) {
        Pane before = window.panes.get(time);
        if (before == null) {
            return;
        }
        if (!window.part.isKept()) {
            recomputed++;
            window.store(time, at(window.below, time, before.run()), said(time));
        } else {
            keptPane(window, time, before.run());
        }
    }

    private String said(long time) {
        Entry entry = lineage.get(time);
        return time == timeMillis || entry == null
                ? description
                : description + ", what batch " + entry.planned().batchId() + " gave to it, again";
    }

    /** A run at some time, which reads these windows. */
    private Parameters at(Collection<Window> windows, long time, long run) {
        Entry entry = lineage.get(time);
        Parameters at = reading.of(run, entry == null ? null : entry.planned(), time);
        return BatchParameters.with(at, read(windows, time), Map.of());
    }

    private Map<String, StoredRuns> read(Collection<Window> windows, long time) {
        Map<String, StoredRuns> read = new TreeMap<>();
        for (Window window : windows) {
            if (!window.operator().isEmpty()) {
                read.put(window.operator(), panes.kept(window.operator(), attempt));
            } else {
                WindowSpan span = window.span();
                long after = span == null ? time - 1 : time - span.lengthMillis();
                read.put(window.part.window(), stored(window, times(window, after, time)));
            }
        }
        return read;
    }

    private StoredRuns stored(Window window, Collection<Long> times) {
        List<Long> runs = new ArrayList<>();
        for (long time : times) {
            Pane pane = pane(window, time);
            if (pane.rows() > 0) {
                runs.add(pane.run());
            }
        }
        return new StoredRuns(window.part.cachedId(), runs);
    }

    private List<WindowMove> moves(Window window) {
        List<WindowMove> moves = new ArrayList<>();
        WindowSpan span = window.span();
        assert span != null : window.part.node() + " has an inverse function";
        for (long end : moments(panes.timeline(window.part.node()))) {
            long begin = end - span.lengthMillis();
            long endBefore = end - span.slideMillis();
            long beginBefore = begin - span.slideMillis();
            StoredRuns leaving = stored(window, times(window, beginBefore, Math.min(begin, endBefore)));
            StoredRuns entering = stored(window, times(window, Math.max(begin, endBefore), end));
            moves.add(new WindowMove(end, leaving, entering));
        }
        return moves;
    }

    /** What must be known of batches, this one too, once it is over. */
    NavigableMap<Long, Entry> needed() {
        NavigableMap<Long, Entry> needed = new TreeMap<>();
        for (Window window : panes.windows()) {
            if (window.readsBatches) {
                long horizon = window.lineageHorizonMillis(grid, timeMillis);
                long sources = window.sourceHorizonMillis(grid, timeMillis);
                lineage.tailMap(horizon, false).forEach((time, entry) -> {
                    if (needs(window, time, entry)) {
                        needed.merge(time, time > sources ? entry : entry.withoutInputs(), Entry::more);
                    }
                });
            }
        }
        return needed;
    }

    private boolean needs(Window window, long time, Entry entry) {
        boolean isCounted = window.operator().isEmpty()
                || window.part.isKept()
                || entry.counted().contains(window.operator());
        return isCounted && mayHaveRows(window, time);
    }

    private boolean mayHaveRows(Window window, long time) {
        Pane pane = window.panes.get(time);
        if (pane == null && window.part.isKept()) {
            return kept(window).rows(time) > 0;
        }
        return pane == null || pane.rows() > 0;
    }

    /** When a window next gives rows, though none come; {@link StateOutcome#NO_DEADLINE} for never. */
    long deadlineMillis() {
        long deadline = StateOutcome.NO_DEADLINE;
        for (Window window : panes.windows()) {
            WindowSpan span = window.span();
            if (span == null) {
                continue;
            }
            long slide = Slides.next(grid, timeMillis, span.slideMillis());
            boolean isAny = times(window, slide - window.reachMillis(), timeMillis).stream()
                    .anyMatch(time -> mayHaveRows(window, time));
            deadline = isAny ? Math.min(deadline, slide) : deadline;
        }
        return deadline;
    }
}
