package io.tidewheel.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the branches of a query are made of. Immutable.
 *
 * @param inputs by name; those that no branch uses are not among them
 * @param stateful each after what it depends on
 * @param stamped flows with event time
 * @param watermarks of flows that come together
 * @param late rows that come too late for windows
 * @param perInterval an operation for which the query needs an interval, with its stream; null if there is none
 * @param shown steps whose state somebody wants to see
 * @param givesAlways whether a step gives rows in every interval, also without input
 */
record Graph(
        Map<String, StreamNode.Input<?>> inputs,
        List<StatefulNode<?>> stateful,
        List<StreamNode.Stamped<?>> stamped,
        Set<WatermarkGroup> watermarks,
        List<StreamNode.Late<?, ?>> late,
        @Nullable String perInterval,
        Set<StreamNode<?>> shown,
        boolean givesAlways) {
    /** @throws TidewheelException (CONFIGURATION) if two steps would keep something under one name */
    static Graph of(List<Branch> branches) {
        Graph graph = new Graph(
                new LinkedHashMap<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new LinkedHashSet<>(),
                new ArrayList<>(),
                null,
                identitySet(),
                false);
        Set<StreamNode<?>> seen = identitySet();
        branches.forEach(branch -> graph.collect(branch.node(), seen));
        checkNames(seen);
        graph.checkFlows();
        return new Graph(
                graph.inputs,
                graph.stateful,
                graph.stamped,
                graph.watermarks,
                graph.late,
                seen.stream()
                        .filter(node -> node.perInterval() != null)
                        .map(node -> node.perInterval() + " of stream '" + node.origin() + "'")
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                graph.shown,
                seen.stream().anyMatch(StreamNode::givesAlways));
    }

    private void collect(StreamNode<?> node, Set<StreamNode<?>> seen) {
        if (!seen.add(node)) {
            return;
        }
        node.inputs().forEach(input -> collect(input, seen));
        if (node instanceof StreamNode.Input<?> input) {
            inputs.put(input.name, input);
        } else if (node instanceof StatefulNode<?> step) {
            stateful.add(step);
        } else if (node instanceof StreamNode.Stamped<?> flow) {
            stamped.add(flow);
        } else if (node instanceof StreamNode.Snapshots<?, ?> snapshots) {
            shown.add(snapshots.step);
        }
        if (node instanceof StatefulNode.WindowAggregated<?, ?, ?> windows) {
            watermarks.add(windows.watermark);
        } else if (node instanceof StreamNode.Late<?, ?> rows) {
            watermarks.add(rows.watermark);
            late.add(rows);
        }
    }

    private void checkFlows() {
        Map<String, StreamNode.Stamped<?>> byName = new LinkedHashMap<>();
        for (StreamNode.Stamped<?> flow : stamped) {
            if (byName.put(flow.name, flow) != null) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "two flows with event time would keep their watermarks under the name '" + flow.name
                                + "'; call .named(..) on each, right after withEventTime, or call withEventTime once");
            }
        }
    }

    private static Set<StreamNode<?>> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static void checkNames(Set<StreamNode<?>> steps) {
        List<KeepsState> keeping = new ArrayList<>();
        for (StreamNode<?> node : steps) {
            if (node instanceof KeepsState step && !step.stores().isEmpty()) {
                keeping.add(step);
            }
        }
        keeping.sort(Comparator.comparing(KeepsState::name)); // of several mistakes always the same is told
        Map<String, KeepsState> byName = new LinkedHashMap<>();
        keeping.forEach(step -> checkName(step, byName.put(step.name(), step)));
    }

    private static void checkName(KeepsState step, @Nullable KeepsState other) {
        if (States.isInner(step.name())) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "a step with state cannot be named '" + step.name()
                            + "': names that begin so are those of what sources, timers and windows keep; choose"
                            + " another");
        }
        if (other != null) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "two steps would keep their state under the name '" + step.name() + "'"
                            + (step.isNamed() && other.isNamed() ? "" : ", which was made of their inputs")
                            + "; call .named(..) on each, right after it");
        }
    }
}
