package io.tidewheel.checkpoint.state;

import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Brings a state back as it was after the last committed batch, from snapshots and what came after them. */
public final class StateRestore {
    /*
     * Each group begins with the newest snapshot that has it, and takes the changes of later batches only. A snapshot may
     * hold some of what later batches have changed: putting that once more, or removing it, ends in the same state.
     */
    private final History history;
    private final Files files;
    private final StateStore store;
    private final String operator;
    private final int keyGroups;
    private final SnapshotRef[] newest; // by group; null: none
    private final List<StateChanges> collected = new ArrayList<>(); // of one batch, from each of its tasks
    private long collectedBatch = -1;
    private long replayedBatches;
    private long replayedBytes;

    /**
     * A restored state.
     *
     * @param firstOldGroup the first of the groups whose snapshot is the oldest
     * @param replayedBatches how many batches that snapshot lacked
     * @param replayedBytes what they had changed, encoded
     */
    public record Restored(StateStore store, int firstOldGroup, long replayedBatches, long replayedBytes) {}

    /** Opens files of the checkpoint; reading one to its end shows whether it is as it was written. */
    @FunctionalInterface
    public interface Files {
        InputStream read(FileRef file) throws IOException;
    }

    private StateRestore(History history, Files files, StateStore store, String operator, int keyGroups) {
        this.history = history;
        this.files = files;
        this.store = store;
        this.operator = operator;
        this.keyGroups = keyGroups;
        this.newest = new SnapshotRef[keyGroups];
    }

    /**
     * Creates the operator's store in a backend and fills it. The state is empty if the checkpoint has none.
     *
     * @throws TidewheelException (CHECKPOINT) if something is missing or damaged: says which file and batch
     */
    public static Restored restore(History history, Files files, StateBackend backend, String operator, int keyGroups)
            throws IOException {
        StateStore store = backend.create(operator, keyGroups);
        return new StateRestore(history, files, store, operator, keyGroups).run();
    }

    private Restored run() throws IOException {
        List<SnapshotRef> snapshots = history.snapshots(operator);
        snapshots.forEach(this::cover);
        for (SnapshotRef snapshot : snapshots) {
            load(snapshot);
        }
        int oldest = 0;
        for (int group = 1; group < keyGroups; group++) {
            oldest = heldUpTo(group) < heldUpTo(oldest) ? group : oldest;
        }
        history.replay(operator, heldUpTo(oldest), (batchId, encoded) -> {
            if (batchId != collectedBatch) {
                applyCollected();
                collectedBatch = batchId;
            }
            replayedBytes += encoded.length();
            collected.add(StateChanges.of(encoded.bytes(), 0));
        });
        applyCollected();
        long last = history.lastCommitted().map(Committed::batchId).orElse(-1L);
        if (last > store.version()) {
            store.apply(last, StateChanges.NONE);
        }
        return new Restored(store, oldest, replayedBatches, replayedBytes);
    }

    private void cover(SnapshotRef snapshot) {
        if (snapshot.firstKeyGroup() < 0 || snapshot.endKeyGroup() > keyGroups) {
            throw new TidewheelException(
                    Kind.CHECKPOINT, describe(snapshot) + " has groups that do not exist: there are " + keyGroups);
        }
        for (int group = snapshot.firstKeyGroup(); group < snapshot.endKeyGroup(); group++) {
            if (newest[group] == null || newest[group].batchId() < snapshot.batchId()) {
                newest[group] = snapshot;
            }
        }
    }

    private long heldUpTo(int group) {
        return newest[group] == null ? -1 : newest[group].batchId();
    }

    private void load(SnapshotRef snapshot) throws IOException {
        if (Arrays.stream(newest).noneMatch(snapshot::equals)) {
            return;
        }
        SnapshotFile.Header found;
        try (InputStream in = files.read(snapshot.file())) {
            found = SnapshotFile.read(in, describe(snapshot), (group, puts) -> {
                if (group >= 0 && group < keyGroups && snapshot.equals(newest[group])) {
                    store.load(puts);
                }
            });
        } catch (IOException e) {
            throw new TidewheelException(Kind.CHECKPOINT, describe(snapshot) + " cannot be read: " + e.getMessage(), e);
        }
        if (!found.operator().equals(operator)
                || found.keyGroups() != keyGroups
                || found.firstGroup() != snapshot.firstKeyGroup()
                || found.endGroup() != snapshot.endKeyGroup()
                || found.batchId() != snapshot.batchId()) {
            throw new TidewheelException(
                    Kind.CHECKPOINT, describe(snapshot) + " is another file: its header says " + found);
        }
    }

    private void applyCollected() {
        if (!collected.isEmpty()) {
            replayedBatches++;
            apply(collectedBatch, StateChanges.concat(collected));
            collected.clear();
        }
    }

    private void apply(long batchId, StateChanges changes) {
        try {
            store.apply(batchId, changes.within(group -> {
                if (group >= keyGroups) {
                    throw new TidewheelException(
                            Kind.CHECKPOINT, "there is a key group " + group + " and should be " + keyGroups);
                }
                return heldUpTo(group) < batchId;
            }));
        } catch (TidewheelException e) {
            throw new TidewheelException(
                    e.kind(), "state of '" + operator + "', changes of batch " + batchId + ": " + e.getMessage(), e);
        }
    }

    private String describe(SnapshotRef snapshot) {
        return "state of '" + operator + "', snapshot " + snapshot.file().path() + " of batch " + snapshot.batchId()
                + ", key groups " + snapshot.firstKeyGroup() + " to " + (snapshot.endKeyGroup() - 1);
    }
}
