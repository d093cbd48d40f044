package io.tidewheel.streaming;

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
            Grid grid,
            long previousMillis,
            long attempt,
            String description) {
        this.panes = panes;
        this.reading = reading;
        this.lineage = lineage;
        this.grid = grid;
        this.previousMillis = previousMillis;
        this.timeMillis = lineage.lastKey();
        this.attempt = attempt;
        this.description = description;
    }

    long timeMillis() {
        return timeMillis;
    }

    Grid grid() {
        return grid;
    }

    /** How many partitions of earlier panes had to be computed again. */
    long recomputed() {
        return recomputed;
    }

    /** Stores the panes of this batch, and finds or stores the earlier ones that are read. */
    void open() {
        Map<String, List<WindowMove>> moves = new TreeMap<>();
        List<Window> ofBatch = new ArrayList<>();
        for (Window window : panes.windows()) {
            times(window, previousMillis, timeMillis).forEach(time -> pane(window, time));
            if (window.part.node() instanceof StreamNode.Remembered<?> remembered) {
                times(window, timeMillis - remembered.keepMillis, timeMillis).forEach(time -> pane(window, time));
            }
            if (!window.operator().isEmpty()) {
                moves.put(window.operator(), moves(window));
            } else if (!panes.timeline(window.part.node()).isSliding()) {
                ofBatch.add(window);
            }
        }
        Parameters read = at(ofBatch, timeMillis, attempt);
        whole = BatchParameters.with(read, Map.of(), moves);
    }

    /** The run of all that comes once in this batch. */
    Parameters whole() {
        return whole;
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

    private Pane pane(Window window, long time) {
        Pane known = window.panes.get(time);
        if (known != null) {
            return known;
        }
        boolean isOfBatch = time == timeMillis && !window.input.isSliding();
        if (time <= previousMillis) {
            recomputed += window.part.root().partitionCount();
        }
        return window.store(time, at(window.below, time, isOfBatch ? attempt : panes.nextRun()), said(time));
    }

    /** Parts of a pane have got lost. */
    void storeAgain(Window window, long time) {
        Pane before = window.panes.get(time);
        if (before != null) {
            recomputed++;
            window.store(time, at(window.below, time, before.run()), said(time));
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
        Entry entry = lineage.get(time);
        return BatchParameters.with(reading.of(run, entry == null ? null : entry.planned(), time), read, Map.of());
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
                lineage.tailMap(horizon, false).forEach((time, entry) -> {
                    if (needs(window, time, entry)) {
                        needed.put(time, entry);
                    }
                });
            }
        }
        return needed;
    }

    private static boolean needs(Window window, long time, Entry entry) {
        Pane pane = window.panes.get(time);
        return (pane == null || pane.rows() > 0)
                && (window.operator().isEmpty() || entry.counted().contains(window.operator()));
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
                    .map(window.panes::get)
                    .anyMatch(pane -> pane == null || pane.rows() > 0);
            deadline = isAny ? Math.min(deadline, slide) : deadline;
        }
        return deadline;
    }
}
