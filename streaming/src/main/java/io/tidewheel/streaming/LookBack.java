package io.tidewheel.streaming;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.engine.task.Parameters;
import io.tidewheel.streaming.Lineage.Entry;
import io.tidewheel.streaming.task.Grid;
import io.tidewheel.streaming.task.StateOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run of a query does for its steps that look at several batches. Owned by the query's thread. */
final class LookBack {
    private static final Logger log = LoggerFactory.getLogger(LookBack.class);

    private final @Nullable Lineage lineage; // null if nothing looks back, nor did
    private final @Nullable Grid grid;
    private final WindowSteps steps;
    private final Checkpoint checkpoint;
    private final Map<String, KeptPanes> kept = new TreeMap<>(); // by operator
    private final Map<String, Long> keptOfBatch = new TreeMap<>(); // by operator: rows that the last batch has added

    LookBack(Description query, RunParts parts) {
        this.steps = query.windows();
        this.checkpoint = parts.checkpoint();
        boolean isKept = parts.states().stores().containsKey(States.LINEAGE);
        this.lineage = isKept ? Lineage.of(parts.states().store(States.LINEAGE)) : null;
        this.grid = parts.grid();
        query.stateful().stream()
                .filter(step -> step instanceof StatefulNode.WindowReduced<?, ?> window && window.keepsPanes())
                .forEach(step -> keep(States.ofPanes(step.name), query, parts));
        steps.kept().forEach(window -> keep(window.name(), query, parts));
    }

    private void keep(String operator, Description query, RunParts parts) {
        kept.put(operator, KeptPanes.of(parts.states().store(operator), query.keyGroups()));
    }

    /** What windows keep that are behind steps with state. */
    List<QueryProgress.StateProgress> progress() {
        List<QueryProgress.StateProgress> states = new ArrayList<>();
        kept.forEach((operator, panes) -> states.add(new QueryProgress.StateProgress(
                operator, panes.rows(), keptOfBatch.getOrDefault(operator, 0L), panes.bytes(), null)));
        return states;
    }

    /** By source: nothing before it will be read again; {@code usual} is that without windows. */
    Map<String, String> lowWater(Map<String, String> usual) {
        return lineage == null ? usual : lineage.lowWater(usual, steps);
    }

    /** One attempt at one batch. */
    final class Attempt {
        private final Panes panes;
        private final String description;
        private @Nullable WindowBatch windows; // null if nothing looks back, or it has not begun
        private NavigableMap<Long, Entry> needed = new TreeMap<>(); // once the batch is over

        Attempt(Panes panes, String description) {
            this.panes = panes;
            this.description = description;
        }

        /**
         * Stores what windows keep of the batch, and finds what they need of earlier ones.
         *
         * @param own the run of what comes once in the batch
         * @return the same, which also reads windows
         */
        Parameters open(Planned batch, long previousMillis, Parameters own, WindowBatch.Reading reading) {
            if (lineage == null || grid == null) {
                return own;
            }
            Set<String> counting = new TreeSet<>();
            panes.windows().forEach(window -> counting.add(window.operator()));
            counting.remove("");
            NavigableMap<Long, Entry> known = lineage.with(new Entry(batch, counting));
            kept.values().forEach(KeptPanes::begin);
            WindowBatch opened =
                    new WindowBatch(panes, reading, known, kept, grid, previousMillis, own.run(), description);
            panes.begin(opened);
            windows = opened;
            return opened.whole();
        }

        /** True if it is what a window keeps, which no task tells. */
        boolean keeps(String operator) {
            return kept.containsKey(operator);
        }

        /** The runs that give what a step gives; {@code batch} is that of what comes once, as it is by now. */
        List<Parameters> runs(StreamNode<?> node, Parameters batch) {
            return windows == null ? List.of(batch) : windows.of(node, batch);
        }

        /**
         * Adds what must be known of batches once this one is over, what windows keep of it, and when the next one is wanted.
         */
        void collect(
                long batchId, Map<String, StateChanges> changes, List<StateDelta> deltas, Map<String, Long> deadlines)
                throws IOException {
            if (lineage == null) {
                return;
            }
            collectKept(batchId, changes, deltas);
            needed = windows == null ? needed : windows.needed();
            StateChanges changed = lineage.changes(needed);
            changes.put(States.LINEAGE, changed);
            if (changed.keys() > 0) {
                StateDelta.Inline content = new StateDelta.Inline(Blob.of(changed.encoded()));
                deltas.add(new StateDelta(States.LINEAGE, changed.keys(), content));
            }
            long deadline = windows == null ? StateOutcome.NO_DEADLINE : windows.deadlineMillis();
            if (deadline != StateOutcome.NO_DEADLINE) {
                deadlines.put(States.LINEAGE, deadline);
            }
        }

        private void collectKept(long batchId, Map<String, StateChanges> changes, List<StateDelta> deltas)
                throws IOException {
            if (grid == null || windows == null) {
                return;
            }
            keptOfBatch.clear();
            for (Panes.Window window : panes.windows()) {
                String operator = window.part.kept();
                KeptPanes of = kept.get(operator);
                if (of != null) {
                    StateChanges changed = of.changes(window.horizonMillis(grid, windows.timeMillis()));
                    keptOfBatch.put(operator, of.added());
                    changes.put(operator, changed);
                    if (changed.keys() > 0) {
                        deltas.add(StateOutcome.delta(checkpoint, operator, batchId, "panes", changed));
                    }
                }
            }
        }

        /** How many partitions had to be computed again. */
        long recomputed() {
            return windows == null ? 0 : windows.recomputed();
        }

        /** The batch has happened. */
        void committed() {
            if (lineage != null) {
                lineage.committed(needed);
                kept.values().forEach(KeptPanes::committed);
            }
            if (windows != null) {
                panes.committed(windows);
            }
            if (recomputed() > 0) {
                log.info("{} has computed {} partitions again that its windows had lost", description, recomputed());
            }
        }
    }
}
