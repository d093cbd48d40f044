package io.tidewheel.streaming.testing;

import io.tidewheel.api.OutputMode;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.testing.SimulatedWindows.Flows;
import io.tidewheel.streaming.testing.SimulatedWindows.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What windows a query must have given, worked out row by row from the rows, from where batches were cut, and from the
 * times of batches. Shares nothing with what the engine does: no panes, no timers, no state but the open windows.
 */
final class WindowReference {
    private static final long NONE = Long.MIN_VALUE;
    private static final long ALL_IS_OVER = Long.MAX_VALUE / 2;
    private static final List<String> SOURCES = List.of("a", "b");

    private final SimulatedWindows windows;
    private final Reference rows;
    private final Map<String, Long> latest = new TreeMap<>(); // time of a row, by flow
    private final Map<String, Long> heardOf = new TreeMap<>(); // the time of the last batch with rows of a flow
    private final Map<Windowed<String>, Long> open = new LinkedHashMap<>(); // windows, and how many rows they have
    private final Map<Long, List<Pair<Windowed<String>, Long>>> given = new TreeMap<>(); // by batch
    private final Map<Long, List<Pair<String, String>>> late = new TreeMap<>(); // by batch
    private final Map<String, Long> counters = new TreeMap<>();
    private long watermark = NONE;

    WindowReference(SimulatedWindows windows, Reference rows) {
        this.windows = windows;
        this.rows = rows;
    }

    /** By batch: the windows that it gives. */
    Map<Long, List<Pair<Windowed<String>, Long>>> given() {
        return given;
    }

    /** By batch: the keys and rows that are too late for all their windows. */
    Map<Long, List<Pair<String, String>>> late() {
        return late;
    }

    /** The next batch. */
    void read(Planned batch) {
        if (batch.watermarkMillis() != watermark) {
            throw new AssertionError("batch " + batch.batchId() + " has the watermark " + batch.watermarkMillis()
                    + ", and should have " + watermark);
        }
        Set<String> heard = new LinkedHashSet<>();
        Set<Windowed<String>> changed = new LinkedHashSet<>();
        late.put(batch.batchId(), new ArrayList<>());
        for (String source : SOURCES) {
            String flow = windows.flow(source);
            for (String row : rows.rows(batch, source)) {
                if (!SimulatedWindows.hasTime(row)) {
                    count("rowsWithoutTime." + flow);
                    continue;
                }
                heard.add(flow);
                long millis = SimulatedWindows.millis(row);
                latest.merge(flow, millis, Math::max);
                take(batch.batchId(), row, millis, changed);
            }
        }
        mergeSessions();
        watermark = Math.max(watermark, watermarkAfter(batch, heard));
        for (String flow : heard) {
            heardOf.put(flow, batch.batchTimeMillis());
        }
        give(batch.batchId(), changed);
    }

    private void take(long batchId, String row, long millis, Set<Windowed<String>> changed) {
        String key = Reference.key(row);
        List<Windowed<String>> all = windowsOf(key, millis);
        List<Windowed<String>> left =
                all.stream().filter(window -> !isOver(window.endMillis())).toList();
        if (left.isEmpty()) {
            late.get(batchId).add(Pair.of(key, row));
            count("lateRows." + SimulatedWindows.OPERATOR);
            return;
        }
        boolean mayMissASession = windows.shape() == Shape.SESSION && isOver(millis);
        if (left.size() < all.size() || mayMissASession) {
            count("partlyLateRows." + SimulatedWindows.OPERATOR);
        }
        for (Windowed<String> window : left) {
            open.merge(window, 1L, Long::sum);
            changed.add(window);
        }
    }

    private boolean isOver(long endMillis) {
        return endMillis + windows.latenessMillis() <= watermark;
    }

    private void count(String what) {
        counters.merge(what, 1L, Long::sum);
    }

    /** A session is as long as its only row makes it. */
    private List<Windowed<String>> windowsOf(String key, long millis) {
        long size = windows.sizeMillis();
        if (windows.shape() == Shape.SESSION) {
            return List.of(new Windowed<>(key, millis, millis + size));
        }
        long slide = windows.shape() == Shape.SLIDING ? windows.slideMillis() : size;
        List<Windowed<String>> covering = new ArrayList<>();
        long number = Math.floorDiv(millis - windows.offsetMillis(), slide); // of the last that begins before
        for (long start = windows.offsetMillis() + number * slide; start + size > millis; start -= slide) {
            covering.add(new Windowed<>(key, start, start + size));
        }
        return covering;
    }

    /** Those of one key that touch become one. */
    private void mergeSessions() {
        if (windows.shape() != Shape.SESSION) {
            return;
        }
        List<Map.Entry<Windowed<String>, Long>> parts = new ArrayList<>(open.entrySet());
        parts.sort(Comparator.comparing((Map.Entry<Windowed<String>, Long> part) ->
                        part.getKey().key())
                .thenComparing(part -> part.getKey().startMillis()));
        Map<Windowed<String>, Long> merged = new LinkedHashMap<>();
        Windowed<String> last = null;
        long rowsOfLast = 0;
        for (Map.Entry<Windowed<String>, Long> part : parts) {
            Windowed<String> session = part.getKey();
            if (last != null && last.key().equals(session.key()) && session.startMillis() <= last.endMillis()) {
                merged.remove(last);
                rowsOfLast += part.getValue();
                session =
                        new Windowed<>(last.key(), last.startMillis(), Math.max(last.endMillis(), session.endMillis()));
            } else {
                rowsOfLast = part.getValue();
            }
            merged.put(session, rowsOfLast);
            last = session;
        }
        open.clear();
        open.putAll(merged);
    }

    private long watermarkAfter(Planned batch, Set<String> heard) {
        long after = NONE;
        boolean isFirst = true;
        for (String flow :
                new LinkedHashSet<>(SOURCES.stream().map(windows::flow).toList())) {
            long since = heardOf.computeIfAbsent(flow, any -> batch.batchTimeMillis());
            boolean isIdle = windows.flows() != Flows.ONE
                    && windows.silenceMillis() > 0
                    && !heard.contains(flow)
                    && batch.batchTimeMillis() >= since + windows.silenceMillis();
            boolean isClosing = batch.eventTimes().getOrDefault("latest " + flow, 0L) >= ALL_IS_OVER;
            if (isIdle && !isClosing) {
                continue;
            }
            Long last = latest.get(flow);
            long one = isClosing ? ALL_IS_OVER : last == null ? NONE : last - windows.delayMillis(flow);
            after = isFirst ? one : windows.flows() == Flows.AHEAD ? Math.max(after, one) : Math.min(after, one);
            isFirst = false;
        }
        return after;
    }

    private void give(long batchId, Set<Windowed<String>> changed) {
        List<Pair<Windowed<String>, Long>> due = new ArrayList<>();
        for (Map.Entry<Windowed<String>, Long> window : open.entrySet()) {
            boolean isDue = windows.mode() == OutputMode.UPDATE
                    ? changed.contains(window.getKey())
                    : isOver(window.getKey().endMillis());
            if (isDue) {
                due.add(Pair.of(window.getKey(), window.getValue()));
            }
        }
        open.keySet().removeIf(window -> isOver(window.endMillis()));
        given.put(batchId, due);
    }

    /** What the last batch has journalled is what all batches come to. */
    void check(Committed last) {
        if (last.watermarkMillis() != watermark) {
            throw new AssertionError(
                    "the watermark is " + last.watermarkMillis() + " in the end, and should be " + watermark);
        }
        Map<String, Long> counted = new TreeMap<>(last.counters());
        counted.remove("recomputedPartitions"); // of windows over batches
        if (!counted.equals(counters)) {
            throw new AssertionError("rows left out are counted as " + counted + ", and should be " + counters);
        }
    }
}
