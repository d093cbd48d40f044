package io.tidewheel.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the branches of a query are made of. Immutable.
 *
 * @param inputs by name; those that no branch uses are not among them
 * @param stateful each after what it depends on
 * @param stamped flows with event time
 * @param watermarks of flows that come together
 */
record Graph(
        Map<String, StreamNode.Input<?>> inputs,
        List<StreamNode.Stateful<?>> stateful,
        List<StreamNode.Stamped<?>> stamped,
        Set<WatermarkGroup> watermarks) {
    /** @throws TidewheelException (CONFIGURATION) if two steps would keep something under one name */
    static Graph of(List<Branch> branches) {
        Graph graph = new Graph(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>());
        Set<StreamNode<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        branches.forEach(branch -> graph.collect(branch.node(), seen));
        graph.checkNames();
        graph.checkFlows();
        return graph;
    }

    private void collect(StreamNode<?> node, Set<StreamNode<?>> seen) {
        if (!seen.add(node)) {
            return;
        }
        node.inputs().forEach(input -> collect(input, seen));
        if (node instanceof StreamNode.Input<?> input) {
            inputs.put(input.name, input);
        } else if (node instanceof StreamNode.Stateful<?> step) {
            stateful.add(step);
        } else if (node instanceof StreamNode.Stamped<?> flow) {
            stamped.add(flow);
        }
        if (node instanceof StreamNode.WindowAggregated<?, ?, ?> windows) {
            watermarks.add(windows.watermark);
        } else if (node instanceof StreamNode.Late<?, ?> late) {
            watermarks.add(late.watermark);
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

    private void checkNames() {
        Map<String, StreamNode.Stateful<?>> byName = new LinkedHashMap<>();
        for (StreamNode.Stateful<?> step : stateful) {
            StreamNode.Stateful<?> other = byName.put(step.name, step);
            if (States.isInner(step.name)) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "a step with state cannot be named '" + step.name
                                + "': names that begin so are those of what sources and timers keep; choose another");
            }
            if (other != null) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "two steps would keep their state under the name '" + step.name + "'"
                                + (step.isNamed && other.isNamed ? "" : ", which was made of their inputs")
                                + "; call .named(..) on each, right after it");
            }
        }
    }
}
