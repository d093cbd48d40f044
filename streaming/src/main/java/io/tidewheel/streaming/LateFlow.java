package io.tidewheel.streaming;

import io.tidewheel.streaming.task.BatchParameters;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How the rows are found that come too late for windows. Immutable.
 *
 * @param name under which they are counted if no step does that
 * @param steps that give these very windows, of these very rows, and count those that they leave out
 */
record LateFlow(String name, WatermarkGroup watermark, WindowSpec windows, SortedSet<String> steps) {
    /** What becomes of rows that are asked for, given all steps with state; the same for the same program. */
    static Map<StreamNode.Late<?, ?>, LateFlow> of(List<StreamNode.Late<?, ?>> asked, List<StatefulNode<?>> stateful) {
        Map<StreamNode.Late<?, ?>, LateFlow> flows = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        stateful.forEach(step -> names.add(step.name));
        for (StreamNode.Late<?, ?> late : asked) {
            LateFlow alone = alone(late);
            String name = alone.name;
            for (int number = 2; !names.add(name); number++) {
                name = alone.name + " " + number;
            }
            flows.put(late, new LateFlow(name, late.watermark, late.windows, steps(late, stateful)));
        }
        return flows;
    }

    /** If there were no other steps. */
    static LateFlow alone(StreamNode.Late<?, ?> late) {
        String name = late.windows.shape() + " of " + late.origin();
        return new LateFlow(name, late.watermark, late.windows, new TreeSet<>());
    }

    private static SortedSet<String> steps(StreamNode.Late<?, ?> late, List<StatefulNode<?>> stateful) {
        SortedSet<String> steps = new TreeSet<>();
        for (StatefulNode<?> step : stateful) {
            if (step instanceof StatefulNode.WindowAggregated<?, ?, ?> windowed
                    && windowed.input == late.input
                    && windowed.windows.shape().equals(late.windows.shape())
                    && windowed.windows.latenessMillis() == late.windows.latenessMillis()) {
                steps.add(step.name);
            }
        }
        return steps;
    }

    /** True if those steps count its rows. */
    boolean isCounted() {
        return !steps.isEmpty();
    }

    /** Where the windows are over: rows that any of the steps leaves out are late. */
    long finishedMillis(EventProgress progress) {
        Map<String, Long> finished = progress.finished();
        return steps.stream()
                .mapToLong(step -> finished.getOrDefault(step, BatchParameters.NO_WATERMARK))
                .max()
                .orElseGet(() -> windows.finishedMillis(
                        progress.watermarks().getOrDefault(watermark.name(), BatchParameters.NO_WATERMARK)));
    }
}
