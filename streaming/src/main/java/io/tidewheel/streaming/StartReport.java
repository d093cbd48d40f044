package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the states in a checkpoint when a query starts on it. Immutable.
 *
 * @param kept found again by their names
 * @param fresh begin without anything
 * @param dropped nobody asks for them any more
 */
record StartReport(List<String> kept, List<String> fresh, List<String> dropped) {
    private static final Logger log = LoggerFactory.getLogger(StartReport.class);

    static StartReport of(Description query, History history) {
        Set<String> stored = new TreeSet<>(history.operators());
        stored.removeIf(States::isOfSource);
        Set<String> wanted = new TreeSet<>();
        query.stateful().forEach(step -> wanted.add(step.name));
        List<String> kept = new ArrayList<>(stored);
        kept.retainAll(wanted);
        List<String> fresh = new ArrayList<>(wanted);
        fresh.removeAll(stored);
        List<String> dropped = new ArrayList<>(stored);
        dropped.removeAll(wanted);
        return new StartReport(kept, fresh, dropped);
    }

    /** @throws TidewheelException (CHECKPOINT) if state would be lost that nobody has given up */
    void check(Description query) {
        if (!dropped.isEmpty() && !query.allowDroppedState()) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "checkpoint " + query.checkpoint() + " has state " + dropped + " that query '" + query.query()
                            + "' has no use for (its states: kept " + kept + ", new " + fresh
                            + "); give the step its old name with .named(..), or start with --allow-dropped-state"
                            + " to lose it");
        }
    }

    void log(String query, long lastBatchId, @Nullable Planned open) {
        log.info(
                "query '{}' starts after batch {}{}: state kept {}, new {}, dropped {}",
                query,
                lastBatchId,
                open == null ? "" : ", runs batch " + open.batchId() + " again",
                kept,
                fresh,
                dropped);
    }
}
