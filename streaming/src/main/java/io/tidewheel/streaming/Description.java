package io.tidewheel.streaming;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.task.BadRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A query as it was described when it was started. Immutable.
 *
 * @param checkpoint a directory; null for none
 * @param interval null if batches may begin at any time
 * @param inputs by name, in the order they were named
 * @param stateful in the order in which they can run
 * @param shown the steps with state whose state somebody wants to see
 * @param watermarks of flows with event time that come together
 * @param late how rows are found that come too late for windows
 * @param deadLetters where bad records go; null unless {@code badRows} says to keep them
 */
record Description(
        Tidewheel session,
        String query,
        @Nullable String checkpoint,
        Trigger trigger,
        @Nullable Interval interval,
        Limits limits,
        Map<String, StreamNode.Input<?>> inputs,
        List<StatefulNode<?>> stateful,
        Set<StreamNode<?>> shown,
        List<WatermarkGroup> watermarks,
        Map<StreamNode.Late<?, ?>, LateFlow> late,
        WatermarkPolicy watermarkPolicy,
        List<Branch> branches,
        BadRows badRows,
        @Nullable StreamSink<DeadLetter> deadLetters,
        StateKind state,
        int keyGroups,
        boolean takeOver,
        boolean allowDroppedState,
        List<QueryListener> listeners) {
    static final String DEAD_LETTERS = "dead letters";

    Description withListeners(List<QueryListener> all) {
        return new Description(
                session,
                query,
                checkpoint,
                trigger,
                interval,
                limits,
                inputs,
                stateful,
                shown,
                watermarks,
                late,
                watermarkPolicy,
                branches,
                badRows,
                deadLetters,
                state,
                keyGroups,
                takeOver,
                allowDroppedState,
                List.copyOf(all));
    }

    /** Its steps that look at several batches. */
    WindowSteps windows() {
        return WindowSteps.of(branches);
    }

    /** The steps that give windows of event time, by name. */
    Map<String, StatefulNode.WindowAggregated<?, ?, ?>> windowed() {
        Map<String, StatefulNode.WindowAggregated<?, ?, ?>> windowed = new LinkedHashMap<>();
        for (StatefulNode<?> step : stateful) {
            if (step instanceof StatefulNode.WindowAggregated<?, ?, ?> windows) {
                windowed.put(windows.name, windows);
            }
        }
        return windowed;
    }

    /** By whatever judges rows by their windows: where these are over. */
    Map<String, Long> finishedMillis(EventProgress progress) {
        Map<String, Long> finished = new TreeMap<>(progress.finished());
        late.values().forEach(flow -> finished.put(flow.name(), flow.finishedMillis(progress)));
        return finished;
    }

    /** Its steps that keep state under a name. */
    List<KeepsState> keeping() {
        List<KeepsState> keeping = new ArrayList<>(stateful);
        keeping.addAll(windows().kept());
        return keeping;
    }

    /** True if a batch that has not happened leaves nothing that anybody sees. */
    boolean canTakeBack() {
        return branches.stream().allMatch(branch -> branch instanceof Branch.ToSink<?>)
                && sinks().values().stream().allMatch(Description::isTransactional);
    }

    private static boolean isTransactional(StreamSink<?> sink) {
        return !(sink instanceof DirectSink<?>);
    }

    /** True if a sink's promise needs a journal. */
    boolean needsCheckpoint() {
        return sinks().values().stream().anyMatch(Description::isTransactional);
    }

    /** All sinks, that for dead letters too, by name. */
    Map<String, StreamSink<?>> sinks() {
        Map<String, StreamSink<?>> sinks = new TreeMap<>();
        for (Branch branch : branches) {
            if (branch instanceof Branch.ToSink<?> toSink) {
                sinks.put(toSink.name(), toSink.sink());
            }
        }
        if (deadLetters != null) {
            sinks.put(DEAD_LETTERS, deadLetters);
        }
        return sinks;
    }
}
