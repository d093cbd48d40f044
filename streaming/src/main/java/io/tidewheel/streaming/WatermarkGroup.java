package io.tidewheel.streaming;

import io.tidewheel.api.EventTime;
import io.tidewheel.streaming.task.BatchParameters;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The flows with event time that come together in windows, whose watermark is made of theirs. Immutable; two of the same
 * flows are equal.
 *
 * @param flows by name
 */
record WatermarkGroup(SortedMap<String, EventTime<?>> flows) {
    /** As far as a watermark goes: nothing can come any more. */
    static final long END_MILLIS = Long.MAX_VALUE / 2;

    /** Of all flows that a step reads. */
    static WatermarkGroup of(StreamNode<?> step) {
        SortedMap<String, EventTime<?>> flows = new TreeMap<>();
        collect(step, flows, Collections.newSetFromMap(new IdentityHashMap<>()));
        return new WatermarkGroup(Collections.unmodifiableSortedMap(flows));
    }

    private static void collect(StreamNode<?> step, Map<String, EventTime<?>> flows, Set<StreamNode<?>> seen) {
        if (!seen.add(step)) {
            return;
        }
        if (step instanceof StreamNode.Stamped<?> stamped) {
            flows.put(stamped.name, stamped.eventTime);
            return;
        }
        step.inputs().forEach(input -> collect(input, flows, seen));
    }

    /** The names of its flows, joined by " & ", which no name has. */
    String name() {
        return String.join(" & ", flows.keySet());
    }

    /** True if a group of some name has a flow of this one. */
    boolean shares(String nameOfOther) {
        return Stream.of(nameOfOther.split(" & ")).anyMatch(flow -> flows.containsKey(flow));
    }

    boolean isByClock() {
        return flows.values().stream().anyMatch(it -> it.source() == EventTime.Source.PROCESSING);
    }

    /**
     * The flows that must not hold back the others when nothing comes from them. One by the clock holds back nobody, and
     * goes on when nothing comes.
     */
    Set<String> mayBeIdle() {
        return flows.size() < 2
                ? Set.of()
                : flows.entrySet().stream()
                        .filter(flow -> flow.getValue().idleAfter() != null)
                        .filter(flow -> flow.getValue().source() != EventTime.Source.PROCESSING)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
    }

    /** What of it decides which windows a batch finishes; the same for the same program. */
    String described() {
        StringBuilder described = new StringBuilder();
        flows.forEach((name, time) -> described
                .append(name)
                .append(' ')
                .append(time.source())
                .append(' ')
                .append(time.maxDelay())
                .append(' ')
                .append(time.maxAhead())
                .append('\n'));
        return described.toString();
    }

    /**
     * The watermark that flows come to.
     *
     * @param before never goes back
     * @param latest time of a row of each flow
     * @param idle flows that do not count
     */
    long after(long before, Map<String, Long> latest, Set<String> idle, long batchMillis, WatermarkPolicy policy) {
        long all = BatchParameters.NO_WATERMARK;
        boolean isFirst = true;
        for (Map.Entry<String, EventTime<?>> flow : flows.entrySet()) {
            if (!idle.contains(flow.getKey())) {
                long one = watermark(flow.getValue(), latest.get(flow.getKey()), batchMillis);
                all = isFirst ? one : policy == WatermarkPolicy.MINIMUM ? Math.min(all, one) : Math.max(all, one);
                isFirst = false;
            }
        }
        return Math.max(before, all);
    }

    private static long watermark(EventTime<?> eventTime, @Nullable Long latest, long batchMillis) {
        if (latest != null && latest >= END_MILLIS) {
            return END_MILLIS;
        }
        if (eventTime.source() == EventTime.Source.PROCESSING) {
            return batchMillis;
        }
        return latest == null
                ? BatchParameters.NO_WATERMARK
                : latest - eventTime.maxDelay().toMillis();
    }
}
