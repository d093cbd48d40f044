package io.tidewheel.bench.state;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.DiskBackend;
import io.tidewheel.checkpoint.state.KeyGroups;
import io.tidewheel.checkpoint.state.MemoryBackend;
import io.tidewheel.checkpoint.state.RocksDbBackend;
import io.tidewheel.checkpoint.state.SnapshotOptions;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateOverlay;
import io.tidewheel.checkpoint.state.StateRestore;
import io.tidewheel.checkpoint.state.StateScan;
import io.tidewheel.checkpoint.state.StateSnapshots;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * How fast states are read, changed, dumped and restored: one thread, a million keys of 12 bytes with values of 8, in
 * memory, on disk (64 MB) and in RocksDB (64 MB). Each line is the best of three rounds.
 *
 * <p>Usage: StateRates DIRECTORY, on the disk to measure.
 */
public final class StateRates {
    private static final int KEYS = 1_000_000;
    private static final int GROUPS = 128;
    private static final int ROUNDS = 3;
    private static final int TINY = 100; // keys that a tiny batch changes
    private static final long MEMORY = 64L << 20;

    private final String backendName;
    private final Path directory;
    private final Random random = new Random(1);
    private final byte[][] keys = new byte[KEYS][];
    private final int[] groups = new int[KEYS];
    private long batch;

    private StateRates(String backendName, Path directory) {
        this.backendName = backendName;
        this.directory = directory;
        for (int i = 0; i < KEYS; i++) {
            keys[i] = ByteBuffer.allocate(12)
                    .putInt(7)
                    .putLong(i * 0x9e3779b97f4a7c15L)
                    .array();
            groups[i] = KeyGroups.group(keys[i], GROUPS);
        }
    }

    public static void main(String[] arguments) throws IOException {
        for (String name : List.of("memory", "disk", "rocksdb")) {
            new StateRates(name, Path.of(arguments[0], "state-rates-" + name)).run();
        }
    }

    private StateBackend backend(int number) {
        Path own = directory.resolve("scratch-" + number);
        return switch (backendName) {
            case "disk" -> new DiskBackend(own, MEMORY);
            case "rocksdb" -> RocksDbBackend.open(own, MEMORY);
            default -> new MemoryBackend();
        };
    }

    private void run() throws IOException {
        Files.createDirectories(directory);
        try (StateBackend backend = backend(0)) {
            long heapBefore = heap();
            StateStore store = backend.create("counts", GROUPS);
            StateChanges all = changes(store, 0, KEYS);
            report("first put", KEYS, () -> store.apply(batch++, all), 1);
            System.out.printf(
                    "%-8s %-22s %,d bytes; heap %,d%n", backendName, "size", store.bytes(), heap() - heapBefore);
            report("get, at random", KEYS, () -> getAtRandom(store), ROUNDS);
            report("large batch: overlay", KEYS, () -> changes(store, 0, KEYS), ROUNDS);
            report("large batch: apply", KEYS, () -> store.apply(batch++, all), ROUNDS);
            report("tiny batches: overlay", 100 * TINY, () -> tiny(store, false), 10 * ROUNDS);
            report("tiny batches: + apply", 100 * TINY, () -> tiny(store, true), 10 * ROUNDS);
            report("dump", KEYS, () -> drain(store, true), ROUNDS);
            report("scan in order", KEYS, () -> drain(store, false), ROUNDS);
        }
        restore();
    }

    private void getAtRandom(StateStore store) {
        for (int i = 0; i < KEYS; i++) {
            int key = random.nextInt(KEYS);
            if (store.get(groups[key], keys[key]) == null) {
                throw new IllegalStateException("key " + key + " is missing");
            }
        }
    }

    private StateChanges changes(StateStore store, int from, int count) {
        StateOverlay overlay = new StateOverlay(store);
        for (int i = from; i < from + count; i++) {
            int key = count == KEYS ? i : random.nextInt(KEYS);
            byte[] before = overlay.get(groups[key], keys[key]);
            long value = before == null ? 0 : ByteBuffer.wrap(before).getLong();
            overlay.put(
                    groups[key],
                    keys[key],
                    ByteBuffer.allocate(8).putLong(value + 1).array());
        }
        return overlay.changes();
    }

    private void tiny(StateStore store, boolean applied) {
        for (int i = 0; i < 100; i++) {
            StateChanges changes = changes(store, 0, TINY);
            if (applied) {
                store.apply(batch++, changes);
            }
        }
    }

    private static void drain(StateStore store, boolean dumped) {
        for (int group = 0; group < GROUPS; group++) {
            try (StateScan scan = dumped ? store.dump(group) : store.scan(group, new byte[0], null)) {
                while (scan.next()) {
                    if (scan.key().length + scan.value().length != 20) {
                        throw new IllegalStateException("an entry is not as it was put");
                    }
                }
            }
        }
    }

    private void restore() throws IOException {
        String path = directory.resolve("checkpoint").toString();
        Storage storage = Storages.DEFAULT.of(path);
        SnapshotOptions options = new SnapshotOptions(Long.MAX_VALUE, 0.01, 1, 1);
        try (Checkpoint checkpoint = Checkpoint.open(storage, path, CheckpointOptions.DEFAULT, Clock.SYSTEM);
                StateBackend backend = backend(1)) {
            checkpoint.append(List.of(new Started("q", "q", 0, GROUPS, KeyGroups.HASH, Map.of(), Map.of())));
            StateRestore.Restored empty =
                    StateRestore.restore(checkpoint.history(), checkpoint::read, backend, "counts", GROUPS);
            StateStore store = empty.store();
            StateChanges all = changes(store, 0, KEYS);
            commit(checkpoint, 0, all, List.of());
            store.apply(0, all);
            long start = System.nanoTime();
            List<SnapshotRef> taken = new ArrayList<>();
            try (StateSnapshots snapshots = new StateSnapshots(
                    "q", (kind, content) -> checkpoint.write(kind, content::writeTo), options, Clock.SYSTEM)) {
                snapshots.add("counts", empty, GROUPS, 0);
                while (taken.stream()
                                .mapToInt(it -> it.endKeyGroup() - it.firstKeyGroup())
                                .sum()
                        < GROUPS) {
                    snapshots.applied("counts", all);
                    taken.addAll(snapshots.finished());
                    Thread.onSpinWait();
                }
            }
            print("snapshot files", KEYS, System.nanoTime() - start);
            System.out.printf(
                    "%-8s %-22s %,d bytes%n",
                    backendName,
                    "snapshot files",
                    taken.stream().mapToLong(it -> it.file().length()).sum());
            commit(checkpoint, 1, StateChanges.NONE, taken);
        }
        for (int round = 0; round < ROUNDS; round++) {
            try (Checkpoint checkpoint = Checkpoint.open(storage, path, CheckpointOptions.DEFAULT, Clock.SYSTEM);
                    StateBackend backend = backend(2 + round)) {
                long start = System.nanoTime();
                StateStore store = StateRestore.restore(
                                checkpoint.history(), checkpoint::read, backend, "counts", GROUPS)
                        .store();
                print("restore, round " + round, KEYS, System.nanoTime() - start);
                getAtRandom(store);
            }
        }
        storage.delete(path);
    }

    private static void commit(Checkpoint checkpoint, long batchId, StateChanges changes, List<SnapshotRef> snapshots)
            throws IOException {
        StateDelta delta = new StateDelta("counts", changes.keys(), new StateDelta.Inline(Blob.of(changes.encoded())));
        checkpoint.append(List.of(
                new Planned(batchId, batchId, "plan", 2, 0, 0, Map.of(), Set.of(), Map.of()),
                new Committed(
                        batchId, 0, Map.of(), Map.of(), List.of(delta), Map.of(), snapshots, List.of(), Map.of())));
    }

    private void report(String what, int operations, Runnable work, int rounds) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        print(what, operations, best);
    }

    private void print(String what, int operations, long nanos) {
        System.out.printf(
                "%-8s %-22s %,9.0f ns each %,9.1f ms%n", backendName, what, nanos / (double) operations, nanos / 1e6);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
