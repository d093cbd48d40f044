package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the sources and states in a checkpoint when a query starts on it. Immutable.
 *
 * @param sources by what becomes of how far they were read
 * @param kept found again by their names
 * @param fresh begin without anything
 * @param dropped nobody asks for them any more
 * @param incompatible kept by name, but of a type that cannot be read any more: by name, why
 * @param renamed flows with event time that have other names now
 * @param schemas what the states are made of now, by name
 */
record StartReport(
        Sources sources,
        List<String> kept,
        List<String> fresh,
        List<String> dropped,
        Map<String, List<String>> incompatible,
        RenamedFlows renamed,
        Map<String, StateSchema> schemas) {
    private static final Logger log = LoggerFactory.getLogger(StartReport.class);
    private static final String SCHEMA = "schema ";

    /**
     * The names of sources.
     *
     * @param kept go on where the last batch ended
     * @param fresh begin at their start
     * @param dropped are not read by this query; where they were is kept for one that does
     */
    record Sources(List<String> kept, List<String> fresh, List<String> dropped) {
        static Sources of(Set<String> now, Set<String> before) {
            return new Sources(both(now, before), without(now, before), without(before, now));
        }

        @Override
        public String toString() {
            return "kept " + kept + ", new " + fresh + ", dropped " + dropped;
        }
    }

    private static List<String> both(Set<String> names, Set<String> others) {
        Set<String> both = new TreeSet<>(names);
        both.retainAll(others);
        return List.copyOf(both);
    }

    private static List<String> without(Set<String> names, Set<String> others) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(others);
        return List.copyOf(rest);
    }

    /** @param settings of the query as the journal has them */
    static StartReport of(Description query, History history, Map<String, String> settings) throws Exception {
        Set<String> stored = new TreeSet<>(history.operators());
        stored.removeIf(States::isInner);
        Map<String, StateSchema> schemas = new TreeMap<>();
        Map<String, List<String>> incompatible = new TreeMap<>();
        for (KeepsState step : query.keeping()) {
            StateSchema now = step.schema();
            schemas.put(step.name(), now);
            String before = settings.get(SCHEMA + step.name());
            List<String> differences = before == null || !stored.contains(step.name())
                    ? List.of()
                    : StateSchema.parse(before).differences(now);
            if (!differences.isEmpty()) {
                incompatible.put(step.name(), differences);
            }
        }
        Set<String> readBefore = history.started()
                .map(started -> started.startOffsets().keySet())
                .orElse(Set.of());
        List<String> kept = both(schemas.keySet(), stored);
        return new StartReport(
                Sources.of(query.inputs().keySet(), readBefore),
                kept,
                without(schemas.keySet(), stored),
                without(stored, schemas.keySet()),
                incompatible,
                RenamedFlows.of(query, history, kept),
                schemas);
    }

    /** The settings with the schemas of today. */
    Map<String, String> settings(Map<String, String> before) {
        Map<String, String> settings = new TreeMap<>(before);
        schemas.forEach((operator, schema) -> settings.put(SCHEMA + operator, schema.text()));
        return settings;
    }

    /** @throws TidewheelException (CHECKPOINT) if state could not be read, or would be lost that nobody has given up */
    void check(Description query) {
        if (!incompatible.isEmpty()) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "checkpoint " + query.checkpoint() + " has state that query '" + query.query()
                            + "' cannot read: incompatible " + incompatible
                            + "; restore the old type, or give the step a new name with .named(..) and begin anew");
        }
        if (!dropped.isEmpty() && !query.allowDroppedState()) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "checkpoint " + query.checkpoint() + " has state " + dropped + " that query '" + query.query()
                            + "' has no use for (its states: kept " + kept + ", new " + fresh
                            + "); give the step its old name with .named(..), or start with --allow-dropped-state"
                            + " to lose it");
        }
        renamed.check(query);
    }

    /** Under which names the journal has what is dropped. */
    List<String> droppedStores() {
        return dropped.stream()
                .flatMap(step -> Stream.of(step, States.ofTimers(step), States.ofPanes(step)))
                .toList();
    }

    void log(String query, long lastBatchId, @Nullable Planned open) {
        log.info(
                "query '{}' starts after batch {}{}: {}",
                query,
                lastBatchId,
                open == null ? "" : ", runs batch " + open.batchId() + " again",
                this);
    }

    @Override
    public String toString() {
        return "sources " + sources + "; state " + states();
    }

    String states() {
        return "kept " + kept + ", new " + fresh + ", dropped " + dropped + ", incompatible " + incompatible + renamed;
    }
}
