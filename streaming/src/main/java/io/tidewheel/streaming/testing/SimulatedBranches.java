package io.tidewheel.streaming.testing;

import static io.tidewheel.api.Aggregators.count;

import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.KeyedDStream;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.WindowedDStream;
import io.tidewheel.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a simulated query does with its rows by time, and where that goes: windows of event time and over batches, timeouts. */
final class SimulatedBranches {
    private final SimulatedWindows windows;
    private final SimulatedVisits visits;
    private final SimulatedSlides slides;
    private final SimulatedSinks<Pair<Windowed<String>, Long>> windowed;
    private final SimulatedSinks<Pair<String, String>> late; // for their windows
    private final SimulatedSinks<Pair<String, Long>> visited;
    private final SimulatedSinks<Pair<String, Long>> slid;

    SimulatedBranches(SimulationOptions options, Clock clock) {
        this.windows = options.windows();
        this.visits = options.visits();
        this.slides = options.slides();
        this.windowed = new SimulatedSinks<>("windowed", windows.sinks(), clock);
        this.late = new SimulatedSinks<>("late", windows.lateSinks(), clock);
        this.visited = new SimulatedSinks<>("visited", visits.sinks(), clock);
        this.slid = new SimulatedSinks<>("slid", slides.sinks(), clock);
    }

    /** What comes before anything that the query reads. */
    void prepare(Streams streams) {
        slides.setInterval(streams);
        windows.setPolicy(streams);
    }

    /** @param reached by the process that runs the query */
    void describe(DStream<String> a, DStream<String> b, DStream<String> rows, Outside reached, Seams seams) {
        if (windows.areThere()) {
            WindowedDStream<String, String> all = windows.over(a, b);
            KeyedDStream<Windowed<String>, Long> counts = all.aggregate(count()).named(SimulatedWindows.OPERATOR);
            windowed.reachedBy(reached, seams).forEach(counts::to);
            late.reachedBy(reached, seams).forEach(all.lateRows()::to);
        }
        if (visits.areThere()) {
            visited.reachedBy(reached, seams).forEach(visits.of(rows)::to);
        }
        if (slides.areThere()) {
            slid.reachedBy(reached, seams).forEach(slides.of(rows)::to);
        }
    }

    /** As {@link SimulatedSinks#checkVisible}. */
    void checkVisible(long lastKnown) {
        List.of(windowed, late, visited, slid).forEach(sinks -> sinks.checkVisible(lastKnown));
    }

    /**
     * In the end: every sink holds what it must.
     *
     * @return by branch: how many rows that is
     */
    Map<String, Integer> check(KnownJournal journal, Reference reference) {
        Map<String, Integer> rows = new TreeMap<>();
        Iterable<Planned> batches = journal.committed();
        Committed last = journal.lastCommit();
        String queryId = String.valueOf(journal.queryId());
        if (windows.areThere() && last != null) {
            WindowReference expected = new WindowReference(windows, reference);
            batches.forEach(expected::read);
            expected.check(last);
            rows.put("windowed", check(windowed, expected.given(), queryId));
            rows.put("late", check(late, expected.late(), queryId));
        }
        if (visits.areThere()) {
            rows.put("visited", check(visited, visits.expected(batches, reference), queryId));
        }
        if (slides.areThere()) {
            rows.put("slid", check(slid, slides.expected(batches, reference, journal.startedMillis()), queryId));
        }
        return rows;
    }

    private static <T> int check(SimulatedSinks<T> sinks, Map<Long, List<T>> expected, String queryId) {
        sinks.check(expected, queryId);
        return expected.values().stream().mapToInt(List::size).sum();
    }
}
