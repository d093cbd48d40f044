package io.tidewheel.streaming;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateRestore;
import io.tidewheel.checkpoint.state.StateSnapshots;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.streaming.source.SourceState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states of one run: those of operators, and what sources remember. Written by the query's thread between batches,
 * read by tasks within them.
 */
final class States implements AutoCloseable {
    private static final String SOURCE = "source ";
    private static final String TIMERS = "timers ";
    private static final String PANES = "panes ";

    /** The operator under whose name it is kept what windows may have to read again. */
    static final String LINEAGE = "lineage of windows";

    private final StateBackend backend;
    private final int keyGroups;
    private final @Nullable StateSnapshots snapshots; // null if nothing is durable anyway
    private final Map<String, StateStore> stores = new LinkedHashMap<>(); // by operator
    private final List<SnapshotRef> unjournalled = new ArrayList<>();

    /** @param snapshots owned by these states; null for none */
    States(StateBackend backend, int keyGroups, @Nullable StateSnapshots snapshots) {
        this.backend = backend;
        this.keyGroups = keyGroups;
        this.snapshots = snapshots;
    }

    /** The operator under whose name a source's memory is kept. */
    static String ofSource(String source) {
        return SOURCE + source;
    }

    /** The operator under whose name the timers of another are kept. */
    static String ofTimers(String operator) {
        return TIMERS + operator;
    }

    /** The operator under whose name the panes of a window are kept that keeps something else under its own. */
    static String ofPanes(String operator) {
        return PANES + operator;
    }

    /** True if it is not a step's own state, but belongs to a step or source. */
    static boolean isInner(String operator) {
        return operator.startsWith(SOURCE)
                || operator.startsWith(TIMERS)
                || operator.startsWith(PANES)
                || operator.equals(LINEAGE);
    }

    /** Makes each operator's state what it was after the last committed batch. */
    void restore(Collection<String> operators, Checkpoint checkpoint) throws IOException {
        for (String operator : operators) {
            StateRestore.Restored restored =
                    StateRestore.restore(checkpoint.history(), checkpoint::read, backend, operator, keyGroups);
            stores.put(operator, restored.store());
            if (snapshots != null) {
                snapshots.add(operator, restored, keyGroups, 0);
            }
        }
    }

    /** The snapshots that no record names yet; the next commit does. */
    List<SnapshotRef> unjournalled() {
        if (snapshots != null) {
            unjournalled.addAll(snapshots.finished());
        }
        return List.copyOf(unjournalled);
    }

    Map<String, StateStore> stores() {
        return stores;
    }

    StateStore store(String operator) {
        StateStore store = stores.get(operator);
        assert store != null : operator + " is none of " + stores.keySet();
        return store;
    }

    /** What a source remembers. */
    SourceState memoryOf(String source) {
        StateStore store = store(ofSource(source));
        return key -> store.get(KeyGroups.group(key, keyGroups), key);
    }

    /** Collects what a source wants to remember of a batch. */
    final class Remembering implements SourceState.Changes {
        private final String operator;
        private final StateOverlay overlay;

        Remembering(String source) {
            this.operator = ofSource(source);
            this.overlay = new StateOverlay(store(operator));
        }

        @Override
        public void put(byte[] key, byte[] value) {
            overlay.put(KeyGroups.group(key, keyGroups), key, value);
        }

        @Override
        public void remove(byte[] key) {
            overlay.remove(KeyGroups.group(key, keyGroups), key);
        }

        String operator() {
            return operator;
        }

        StateChanges changes() {
            return overlay.changes();
        }

        StateDelta delta(StateChanges changes) {
            return new StateDelta(operator, changes.keys(), new StateDelta.Inline(Blob.of(changes.encoded())));
        }
    }

    /** Makes the changes of a committed batch, which has named {@link #unjournalled} snapshots, part of the states. */
    void apply(long batchId, Map<String, StateChanges> changes) {
        unjournalled.clear();
        changes.forEach((operator, changed) -> {
            store(operator).apply(batchId, changed);
            if (snapshots != null) {
                snapshots.applied(operator, changed);
            }
        });
    }

    @Override
    public void close() {
        try {
            if (snapshots != null) {
                snapshots.close();
            }
        } finally {
            backend.close();
        }
    }
}
