package io.tidewheel.streaming;

import io.tidewheel.api.EventTime;
import io.tidewheel.streaming.task.BatchParameters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How far event time has come, between batches; {@link BatchEventTime} moves it. Immutable.
 *
 * @param latest by the name of a flow: the latest time of its rows that is believed
 * @param watermarks by the name of a {@link WatermarkGroup}
 * @param finished by the name of a step that gives windows: those that end there, or before, are over for ever
 * @param idle flows that do not hold back others
 */
record EventProgress(
        Map<String, Long> latest, Map<String, Long> watermarks, Map<String, Long> finished, Set<String> idle) {
    /*
     * All of it is journalled: a query that was stopped goes on with the watermarks it had, also with those of single flows,
     * as it would have done without the stop. In the journal's map of event times a flow is "latest NAME", a group
     * "watermark NAME", a step with windows "finished NAME"; in its map of deadlines a flow that may be idle is "idle NAME",
     * with the time when it will be, or NEVER if it is idle: one that is not there has never been watched, and is not idle.
     *
     * What is finished follows from the watermark and the allowed lateness as long as the program is the same. It is
     * journalled because it may change: a window that was given has no state any more, and must not begin again because
     * the new program would still wait for it; one that was not is given, though the new program would not have waited.
     */
    private static final String LATEST = "latest ";
    private static final String WATERMARK = "watermark ";
    private static final String FINISHED = "finished ";
    private static final String IDLE = "idle ";
    private static final long NEVER = Long.MAX_VALUE; // wants no batch

    EventProgress {
        latest = Map.copyOf(latest);
        watermarks = Map.copyOf(watermarks);
        finished = Map.copyOf(finished);
        idle = Set.copyOf(idle);
    }

    /** What the journal says, as far as the query has use for it. */
    static EventProgress of(Description query, Map<String, Long> eventTimes, Set<String> idle) {
        Map<String, Long> latest = new HashMap<>();
        Map<String, Long> watermarks = new HashMap<>();
        for (WatermarkGroup group : query.watermarks()) {
            Long watermark = eventTimes.get(WATERMARK + group.name());
            watermarks.put(
                    group.name(), watermark == null ? inherited(group, eventTimes, query.watermarks()) : watermark);
            for (String flow : group.flows().keySet()) {
                Long known = eventTimes.get(LATEST + flow);
                if (known != null) {
                    latest.put(flow, known);
                }
            }
        }
        Map<String, Long> finished = new HashMap<>();
        query.windowed().forEach((name, step) -> {
            Long known = eventTimes.get(FINISHED + name);
            long watermark = watermarks.get(step.watermark.name());
            finished.put(name, known == null ? step.windows.finishedMillis(watermark) : known);
        });
        return new EventProgress(latest, watermarks, finished, idle);
    }

    /**
     * Where a group begins that the journal does not have: with the watermark of groups that are gone and had flows of it.
     * It is one of them with flows added or taken away; if it is several, the one behind has rows to come still.
     */
    private static long inherited(WatermarkGroup group, Map<String, Long> eventTimes, List<WatermarkGroup> groups) {
        return gone(eventTimes, groups).stream()
                .filter(group::shares)
                .mapToLong(gone -> eventTimes.get(WATERMARK + gone))
                .min()
                .orElse(BatchParameters.NO_WATERMARK);
    }

    /** The groups of which the journal has a watermark, and the query no flows that come together so. */
    static SortedSet<String> gone(Map<String, Long> eventTimes, List<WatermarkGroup> groups) {
        Set<String> present = groups.stream().map(WatermarkGroup::name).collect(Collectors.toSet());
        SortedSet<String> gone = new TreeSet<>();
        eventTimes.forEach((name, millis) -> {
            if (name.startsWith(WATERMARK) && !present.contains(name.substring(WATERMARK.length()))) {
                gone.add(name.substring(WATERMARK.length()));
            }
        });
        return gone;
    }

    /** True if the journal has a watermark for the group, or of flows that it is made of. */
    static boolean isKnown(WatermarkGroup group, Map<String, Long> eventTimes, List<WatermarkGroup> groups) {
        return eventTimes.containsKey(WATERMARK + group.name())
                || gone(eventTimes, groups).stream().anyMatch(group::shares);
    }

    /** True if the journal says that windows of a step were finished. */
    static boolean hasFinished(String step, Map<String, Long> eventTimes) {
        return eventTimes.getOrDefault(FINISHED + step, BatchParameters.NO_WATERMARK) != BatchParameters.NO_WATERMARK;
    }

    /** As the journal has it. */
    Map<String, Long> eventTimes() {
        Map<String, Long> eventTimes = new TreeMap<>();
        latest.forEach((flow, millis) -> eventTimes.put(LATEST + flow, millis));
        watermarks.forEach((group, millis) -> eventTimes.put(WATERMARK + group, millis));
        finished.forEach((step, millis) -> eventTimes.put(FINISHED + step, millis));
        return eventTimes;
    }

    /** The watermark of the whole query: that of the group which is behind. */
    long watermarkMillis() {
        return watermarks.values().stream().mapToLong(Long::longValue).min().orElse(BatchParameters.NO_WATERMARK);
    }

    /** As if no row came any more. */
    EventProgress ended(List<WatermarkGroup> groups) {
        Map<String, Long> ended = new HashMap<>();
        groups.forEach(group -> group.flows().keySet().forEach(flow -> ended.put(flow, WatermarkGroup.END_MILLIS)));
        return new EventProgress(ended, watermarks, finished, Set.of());
    }

    /** Flows that are idle at a time. */
    static Set<String> idle(Map<String, Long> deadlines, List<WatermarkGroup> groups, long millis) {
        Set<String> idle = new TreeSet<>();
        for (WatermarkGroup group : groups) {
            for (String flow : group.mayBeIdle()) {
                Long deadline = deadlines.get(IDLE + flow);
                if (deadline != null && (deadline == NEVER || deadline <= millis)) {
                    idle.add(flow);
                }
            }
        }
        return idle;
    }

    /** When flows become idle that are not, given what a batch has read. */
    Map<String, Long> idleDeadlines(
            Map<String, Long> before, Set<String> active, List<WatermarkGroup> groups, long batchMillis) {
        Map<String, Long> deadlines = new TreeMap<>();
        for (WatermarkGroup group : groups) {
            for (String flow : group.mayBeIdle()) {
                EventTime<?> eventTime = Objects.requireNonNull(group.flows().get(flow));
                Duration silence = Objects.requireNonNull(eventTime.idleAfter());
                if (active.contains(flow)) {
                    deadlines.put(IDLE + flow, batchMillis + silence.toMillis());
                } else if (idle.contains(flow)) {
                    deadlines.put(IDLE + flow, NEVER);
                } else {
                    deadlines.put(IDLE + flow, before.getOrDefault(IDLE + flow, batchMillis + silence.toMillis()));
                }
            }
        }
        return deadlines;
    }
}
