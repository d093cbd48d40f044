package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.streaming.source.SourceState;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The states of one run: those of operators, and what sources remember. Written by the query's thread between batches,
 * read by tasks within them.
 */
final class States implements AutoCloseable {
    private static final String SOURCE = "source ";

    private final StateBackend backend;
    private final int keyGroups;
    private final Map<String, StateStore> stores = new LinkedHashMap<>(); // by operator

    States(StateBackend backend, int keyGroups) {
        this.backend = backend;
        this.keyGroups = keyGroups;
    }

    /** The operator under whose name a source's memory is kept. */
    static String ofSource(String source) {
        return SOURCE + source;
    }

    static boolean isOfSource(String operator) {
        return operator.startsWith(SOURCE);
    }

    /** Makes each operator's state what it was after the last committed batch. */
    void restore(Collection<String> operators, History history) throws IOException {
        for (String operator : operators) {
            StateStore store = backend.create(operator, keyGroups);
            stores.put(operator, store);
            history.replay(
                    operator, -1, (batchId, encoded) -> store.apply(batchId, StateChanges.of(encoded.bytes(), 0)));
        }
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

    /** Makes the changes of a committed batch part of the states. */
    void apply(long batchId, TreeMap<String, StateChanges> changes) {
        changes.forEach((operator, changed) -> store(operator).apply(batchId, changed));
    }

    @Override
    public void close() {
        backend.close();
    }
}
