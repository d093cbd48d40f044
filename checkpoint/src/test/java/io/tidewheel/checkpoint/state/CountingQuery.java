package io.tidewheel.checkpoint.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.storage.Storage;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One life of a query, between a start and its end: does with its state what the streaming runtime does. */
final class CountingQuery implements AutoCloseable {
    static final int GROUPS = 128;

    /** Snapshots all the time. */
    static final SnapshotOptions OFTEN = new SnapshotOptions(Long.MAX_VALUE, 0.5, 2_000, 40);

    final Checkpoint checkpoint;
    final StateRestore.Restored restored;
    final StateStore store;
    final StateSnapshots snapshots;
    private final StateBackend backend;

    CountingQuery(Storage storage, String directory, StateBackend backend, SnapshotOptions options) throws IOException {
        this.backend = backend;
        checkpoint = Checkpoint.open(storage, directory, CheckpointOptions.DEFAULT, Clock.SYSTEM);
        restored = StateRestore.restore(checkpoint.history(), checkpoint::read, backend, "hits", GROUPS);
        store = restored.store();
        snapshots = new StateSnapshots(
                "counts", (kind, content) -> checkpoint.write(kind, content::writeTo), options, Clock.SYSTEM);
        snapshots.add("hits", restored, GROUPS, 7);
        if (checkpoint.history().started().isEmpty()) {
            checkpoint.append(List.of(new Started("q-1", "counts", 0, GROUPS, KeyGroups.HASH, Map.of(), Map.of())));
        }
    }

    static StateBackend backend(String name, Path scratch) {
        return switch (name) {
            case "disk" -> new DiskBackend(scratch, 1 << 10);
            case "rocksdb" -> RocksDbBackend.open(scratch, 8 << 20);
            default -> new MemoryBackend();
        };
    }

    /**
     * Runs a batch.
     *
     * @param changed new values by key; empty to remove it
     * @return the snapshots that its commit has announced
     */
    List<SnapshotRef> run(Map<String, String> changed) throws IOException {
        StateOverlay overlay = new StateOverlay(store);
        changed.forEach((key, value) -> {
            byte[] bytes = key.getBytes(UTF_8);
            int group = KeyGroups.group(bytes, GROUPS);
            if (value.isEmpty()) {
                overlay.remove(group, bytes);
            } else {
                overlay.put(group, bytes, value.getBytes(UTF_8));
            }
        });
        StateChanges changes = overlay.changes();
        List<SnapshotRef> finished = snapshots.finished();
        commit(changes, finished);
        store.apply(store.version() + 1, changes);
        snapshots.applied("hits", changes);
        return finished;
    }

    void commit(StateChanges changes, List<SnapshotRef> announced) throws IOException {
        long batchId = store.version() + 1;
        checkpoint.append(List.of(
                new Planned(batchId, batchId, "plan", 2, 0, 0, Map.of(), Set.of(), Map.of()),
                new Committed(
                        batchId,
                        0,
                        Map.of(),
                        Map.of(),
                        List.of(delta(changes, 0), delta(changes, GROUPS / 2)),
                        Map.of(),
                        announced,
                        List.of(),
                        Map.of())));
    }

    private static StateDelta delta(StateChanges changes, int firstGroup) {
        StateChanges half = changes.within(group -> group >= firstGroup && group < firstGroup + GROUPS / 2);
        return new StateDelta("hits", half.keys(), new StateDelta.Inline(Blob.of(half.encoded())));
    }

    Map<String, String> held() {
        Map<String, String> held = new TreeMap<>();
        for (int group = 0; group < GROUPS; group++) {
            try (StateScan scan = store.scan(group, ByteKeys.EMPTY, null)) {
                while (scan.next()) {
                    assertThat(KeyGroups.group(scan.key(), GROUPS)).isEqualTo(group);
                    held.put(new String(scan.key(), UTF_8), new String(scan.value(), UTF_8));
                }
            }
        }
        return held;
    }

    @Override
    public void close() throws IOException {
        snapshots.close();
        backend.close();
        checkpoint.close();
    }
}
