package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
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
 * What becomes of the states in a checkpoint when a query starts on it. Immutable.
 *
 * @param kept found again by their names
 * @param fresh begin without anything
 * @param dropped nobody asks for them any more
 * @param incompatible kept by name, but of a type that cannot be read any more: by name, why
 * @param schemas what the states are made of now, by name
 */
record StartReport(
        List<String> kept,
        List<String> fresh,
        List<String> dropped,
        Map<String, List<String>> incompatible,
        Map<String, StateSchema> schemas) {
    private static final Logger log = LoggerFactory.getLogger(StartReport.class);
    private static final String SCHEMA = "schema ";

    /** @param settings of the query as the journal has them */
    static StartReport of(Description query, History history, Map<String, String> settings) throws Exception {
        Set<String> stored = new TreeSet<>(history.operators());
        stored.removeIf(States::isInner);
        Map<String, StateSchema> schemas = new TreeMap<>();
        Map<String, List<String>> incompatible = new TreeMap<>();
        for (StreamNode.Stateful<?> step : query.stateful()) {
            StateSchema now = step.schema();
            schemas.put(step.name, now);
            String before = settings.get(SCHEMA + step.name);
            List<String> differences = before == null || !stored.contains(step.name)
                    ? List.of()
                    : StateSchema.parse(before).differences(now);
            if (!differences.isEmpty()) {
                incompatible.put(step.name, differences);
            }
        }
        List<String> kept = new ArrayList<>(stored);
        kept.retainAll(schemas.keySet());
        List<String> fresh = new ArrayList<>(schemas.keySet());
        fresh.removeAll(stored);
        List<String> dropped = new ArrayList<>(stored);
        dropped.removeAll(schemas.keySet());
        return new StartReport(kept, fresh, dropped, incompatible, schemas);
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
    }

    /** Under which names the journal has what is dropped. */
    List<String> droppedStores() {
        return dropped.stream()
                .flatMap(step -> Stream.of(step, States.ofTimers(step)))
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
        return "state kept " + kept + ", new " + fresh + ", dropped " + dropped + ", incompatible " + incompatible;
    }
}
