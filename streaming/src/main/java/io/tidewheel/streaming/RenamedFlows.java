package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Steps with windows that go on from a checkpoint, which has no watermark of their flows but of others: somebody has
 * given flows another name. Immutable.
 *
 * @param steps by name, with the names of the flows that they have now
 * @param gone the flows that the checkpoint knows and the query does not have
 */
record RenamedFlows(SortedMap<String, String> steps, List<String> gone) {
    /** @param kept the steps whose state the checkpoint has */
    static RenamedFlows of(Description query, History history, Collection<String> kept) {
        Map<String, Long> known =
                history.lastCommitted().map(Committed::eventTimes).orElse(Map.of());
        List<String> gone = List.copyOf(EventProgress.gone(known, query.watermarks()));
        SortedMap<String, String> steps = new TreeMap<>();
        query.windowed().forEach((name, step) -> {
            boolean goesOn = kept.contains(name) || EventProgress.hasFinished(name, known);
            if (goesOn && !gone.isEmpty() && !EventProgress.isKnown(step.watermark, known, query.watermarks())) {
                steps.put(name, step.watermark.name());
            }
        });
        return new RenamedFlows(steps, gone);
    }

    /** @throws TidewheelException (CHECKPOINT) if there are any, and nobody has said that their watermarks may go */
    void check(Description query) {
        if (!steps.isEmpty() && !query.allowDroppedState()) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "checkpoint " + query.checkpoint() + " has watermarks of " + gone + ", flows with event time that"
                            + " query '" + query.query() + "' does not have, and none of those under its windows "
                            + steps + ": a flow that is renamed, or whose source is, does not know how far it has come;"
                            + " give it the old name with .named(..) right after withEventTime, or start with"
                            + " --allow-dropped-state to let its watermark begin anew");
        }
    }

    @Override
    public String toString() {
        return steps.isEmpty() ? "" : "; watermarks " + gone + " given up for " + steps;
    }
}
