package io.tidewheel.streaming;

import io.tidewheel.streaming.task.BatchParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Event time during one attempt at one batch: how far its rows move it. Owned by the query's thread. */
final class BatchEventTime {
    private final Description query;
    private final EventProgress before;
    private final long batchMillis;
    private final Noticed noticed;
    private final Map<String, Long> after = new TreeMap<>(); // by group

    /** @param before as the batch was planned with it */
    BatchEventTime(Description query, EventProgress before, long batchMillis, Noticed noticed) {
        this.query = query;
        this.before = before;
        this.batchMillis = batchMillis;
        this.noticed = noticed;
    }

    /** Where windows of a step are finished after the batch, once all its rows were read. */
    long finishedAfter(StatefulNode.WindowAggregated<?, ?, ?> step) {
        long finished = before.finished().getOrDefault(step.name, BatchParameters.NO_WATERMARK);
        return Math.max(finished, step.windows.finishedMillis(after(step.watermark)));
    }

    /** The watermark after the batch, once all rows of a group were read. */
    private long after(WatermarkGroup group) {
        return after.computeIfAbsent(group.name(), any -> {
            Set<String> idle = new HashSet<>(before.idle());
            idle.removeAll(noticed.activeFlows());
            long start = before.watermarks().getOrDefault(group.name(), BatchParameters.NO_WATERMARK);
            return group.after(start, latest(), idle, batchMillis, query.watermarkPolicy());
        });
    }

    private Map<String, Long> latest() {
        Map<String, Long> latest = new HashMap<>(before.latest());
        noticed.latestMillis().forEach((flow, millis) -> latest.merge(flow, millis, Math::max));
        return latest;
    }

    /** After the batch, all of whose rows were read by those that wanted them. */
    EventProgress end() {
        Map<String, Long> watermarks = new HashMap<>();
        query.watermarks().forEach(group -> watermarks.put(group.name(), after(group)));
        Map<String, Long> finished = new HashMap<>();
        query.windowed().forEach((name, step) -> finished.put(name, finishedAfter(step)));
        Set<String> idle = new HashSet<>(before.idle());
        idle.removeAll(noticed.activeFlows());
        return new EventProgress(latest(), watermarks, finished, idle);
    }

    /** When flows become idle, for the journal. */
    Map<String, Long> idleDeadlines(Map<String, Long> deadlinesBefore) {
        return end().idleDeadlines(deadlinesBefore, noticed.activeFlows(), query.watermarks(), batchMillis);
    }

    /** Exact counts of rows that were left out, for the journal: those that are not 0. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (String operator : noticed.judges()) {
            Noticed.Late late = noticed.late(operator);
            counts.put("lateRows." + operator, late.late());
            counts.put("partlyLateRows." + operator, late.partlyLate());
        }
        List<String> flows = new ArrayList<>();
        query.watermarks().forEach(group -> flows.addAll(group.flows().keySet()));
        for (String flow : flows) {
            counts.put("rowsWithoutTime." + flow, noticed.rowsWithoutTime(flow));
            counts.put("rowsTooFarAhead." + flow, noticed.rowsAhead(flow));
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }
}
