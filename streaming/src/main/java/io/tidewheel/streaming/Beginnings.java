package io.tidewheel.streaming;

import io.tidewheel.api.KeyedDataset;
import io.tidewheel.streaming.task.InitialState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the first batch of a run does once and for all: states that begin with something do so, and those that the query has
 * no more are given up. Owned by the query's thread.
 */
final class Beginnings {
    /** Counts the keys that a step's state began with: how it is known that it has begun. */
    private static final String INITIAL_STATE = "initialState.";

    private final Description query;
    private List<StatefulNode<?>> steps; // whose state begins with something
    private List<String> dropped;
    private final Map<String, InitialState> states = new TreeMap<>(); // of those steps, once they are known

    Beginnings(Description query, RunParts parts) {
        this.query = query;
        Set<String> begun = parts.position().counted(Map.of()).keySet();
        this.steps = query.stateful().stream()
                .filter(step -> step.initial() != null && parts.fresh().contains(step.name))
                .filter(step -> !begun.contains(INITIAL_STATE + step.name))
                .toList();
        this.dropped = parts.dropped();
    }

    /** True if a batch is wanted although there may be no input. */
    boolean wantBatch() {
        return !steps.isEmpty();
    }

    /** By step, what its state begins with in the batch that is to run; made once, however often that is tried. */
    Map<String, InitialState> states(BatchPlans plans) {
        for (StatefulNode<?> step : steps) {
            KeyedDataset<?, ?> initial = step.initial();
            if (initial != null && !states.containsKey(step.name)) {
                String description = "query '" + query.query() + "', initial state of '" + step.name + "'";
                states.put(step.name, plans.initialState(step.name, query.keyGroups(), initial, description));
            }
        }
        return states;
    }

    /** For the journal. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        states.forEach((operator, state) -> counts.put(INITIAL_STATE + operator, state.keys()));
        return counts;
    }

    /** The states that the commit gives up. */
    List<String> dropped() {
        return dropped;
    }

    /** The counters that go with them: who comes back begins anew. */
    List<String> uncounted() {
        return dropped.stream().map(operator -> INITIAL_STATE + operator).toList();
    }

    /** The batch has happened. */
    void over() {
        steps = List.of();
        dropped = List.of();
        states.clear();
    }
}
