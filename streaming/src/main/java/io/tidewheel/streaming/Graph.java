package io.tidewheel.streaming;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the branches of a query are made of. Immutable.
 *
 * @param inputs by name; those that no branch uses are not among them
 * @param stateful each after what it depends on
 */
record Graph(Map<String, StreamNode.Input<?>> inputs, List<StreamNode.Stateful<?>> stateful) {
    /** @throws TidewheelException (CONFIGURATION) if two steps would keep their state under one name */
    static Graph of(List<Branch> branches) {
        Graph graph = new Graph(new LinkedHashMap<>(), new ArrayList<>());
        Set<StreamNode<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        branches.forEach(branch -> graph.collect(branch.node(), seen));
        graph.checkNames();
        return new Graph(Collections.unmodifiableMap(graph.inputs), List.copyOf(graph.stateful));
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
