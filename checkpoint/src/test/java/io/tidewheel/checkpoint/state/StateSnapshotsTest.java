package io.tidewheel.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StateSnapshotsTest {
    private static final int GROUPS = CountingQuery.GROUPS;
    private static final String DIRECTORY = "/checkpoint";

    @TempDir
    Path scratch;

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final Map<String, String> model = new TreeMap<>();
    private final List<SnapshotRef> taken = new ArrayList<>();

    private CountingQuery start(StateBackend backend) throws IOException {
        return new CountingQuery(disk, DIRECTORY, backend, CountingQuery.OFTEN);
    }

    /** Runs a batch here and in the model. */
    private void run(CountingQuery query, Map<String, String> changed) throws IOException {
        taken.addAll(query.run(changed));
        model.putAll(changed);
        model.values().removeIf(String::isEmpty);
    }

    @ParameterizedTest
    @CsvSource({"memory, 1", "memory, 2", "disk, 3", "rocksdb, 4"})
    void when_aQueryRestartsAgainAndAgain_then_itsStateIsThatOfTheLastCommit(String name, long seed)
            throws IOException {
        Random random = new Random(seed);
        long lastRestart = 0;
        for (int life = 0; life < 6; life++) {
            try (CountingQuery query = start(CountingQuery.backend(name, scratch.resolve("life" + life)))) {
                assertThat(query.held()).as("seed %d life %d", seed, life).isEqualTo(model);
                lastRestart = query.restored.replayedBatches();
                for (int batch = 0; batch < 150; batch++) {
                    Map<String, String> changed = new TreeMap<>();
                    for (int i = random.nextInt(30); i >= 0; i--) {
                        String value = random.nextInt(4) == 0 ? "" : "v" + random.nextInt();
                        changed.put("k" + random.nextInt(400), value);
                    }
                    run(query, changed);
                }
            }
        }
        assertThat(taken).as("snapshots of seed %d", seed).isNotEmpty();
        assertThat(lastRestart).as("batches replayed, seed %d", seed).isLessThan(700);
    }

    @Test
    void when_batchesGoOn_then_everyGroupIsTakenInTurnAndRestartsReplayLittle() throws Exception {
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            all.put("key " + i, "0");
        }
        try (CountingQuery query = start(new MemoryBackend())) {
            run(query, all);
            for (int batch = 0; taken.size() < 24; batch++) { // three times round eight ranges
                run(query, Map.of("key " + batch % 1_000, "value of " + batch));
                Thread.onSpinWait();
            }
        }
        assertThat(taken.stream().map(SnapshotRef::firstKeyGroup).limit(9))
                .containsExactly(0, 16, 32, 48, 64, 80, 96, 112, 0);
        assertThat(taken).extracting(SnapshotRef::batchId).isSorted();
        try (CountingQuery query = start(new MemoryBackend())) {
            assertThat(query.held()).isEqualTo(model);
            long oldest = query.checkpoint.history().snapshots("hits").get(0).batchId();
            assertThat(query.restored.replayedBatches()).isEqualTo(query.store.version() - oldest);
        }
    }

    @Test
    void when_aDumpSeesLaterChanges_then_replayingThemEndsInTheSameState() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        SnapshotOptions once = new SnapshotOptions(Long.MAX_VALUE, 1e-9, 1, 1);
        try (CountingQuery query = start(new MemoryBackend());
                StateSnapshots slow = new StateSnapshots(
                        "slow",
                        (kind, content) -> query.checkpoint.write(kind, out -> {
                            begun.countDown();
                            await(go);
                            content.writeTo(out);
                        }),
                        once,
                        Clock.SYSTEM)) {
            slow.add("hits", query.restored, GROUPS, 0);
            Map<String, String> all = new TreeMap<>();
            for (int i = 0; i < 500; i++) {
                all.put("key " + i, "first");
            }
            run(query, all);
            slow.applied("hits", StateChanges.of(new byte[] {1}, 1));
            begun.await(); // it has noted batch 0 and read nothing yet
            all.replaceAll((key, value) -> key.endsWith("3") ? "" : "second");
            run(query, all);
            run(query, Map.of("key 4", "third", "new", "third"));
            go.countDown();
            List<SnapshotRef> finished = slow.finished();
            while (finished.isEmpty()) {
                Thread.onSpinWait();
                finished = slow.finished();
            }
            assertThat(finished.get(0).batchId()).isZero();
            query.commit(StateChanges.NONE, finished);
        }
        try (CountingQuery query = start(new MemoryBackend())) {
            assertThat(query.checkpoint.history().snapshots("hits")).hasSize(1);
            assertThat(query.held()).isEqualTo(model);
            assertThat(query.store.version()).isEqualTo(3);
        }
    }

    @Test
    void when_theSpeedIsLimited_then_theWriterWaitsAndCloseDoesNot() throws Exception {
        SnapshotOptions slow = new SnapshotOptions(1, 1e-9, 1, 1);
        try (CountingQuery query = new CountingQuery(disk, DIRECTORY, new MemoryBackend(), slow)) {
            Map<String, String> all = new TreeMap<>();
            for (int i = 0; i < 5_000; i++) {
                all.put("key " + i, "0");
            }
            for (int batch = 0; batch < 20; batch++) {
                run(query, all);
            }
            assertThat(query.snapshots.finished()).isEmpty();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("tidewheel-snapshot-counts");
    }

    /** Snapshots of one state that are written at once, by the calling thread; each fails while it is said to. */
    private StateSnapshots failing(CountingQuery query, AtomicInteger failuresLeft, List<String> names) {
        StateSnapshots snapshots = new StateSnapshots(
                "failing",
                (kind, content) -> {
                    names.add(kind);
                    if (failuresLeft.getAndDecrement() > 0) {
                        throw new IOException("no space left on " + kind);
                    }
                    return query.checkpoint.write(kind, content::writeTo);
                },
                new SnapshotOptions(Long.MAX_VALUE, 1e-9, 1, 1),
                Clock.SYSTEM,
                Runnable::run);
        snapshots.add("hits", query.restored, GROUPS, 0);
        return snapshots;
    }

    @Test
    void when_aSnapshotFails_then_itIsTriedAgainWithTheNextBatchAndNobodyNotices() throws Exception {
        List<String> names = new ArrayList<>();
        try (CountingQuery query = start(new MemoryBackend());
                StateSnapshots failing = failing(query, new AtomicInteger(2), names)) {
            failing.applied("hits", StateChanges.of(new byte[] {1}, 1));
            for (int batch = 0; batch < 2; batch++) { // each tries once more
                assertThat(failing.finished()).isEmpty();
            }
            assertThat(failing.finished())
                    .extracting(SnapshotRef::firstKeyGroup)
                    .containsExactly(0); // the range that failed, not one after it
            assertThat(names).hasSize(3);
        }
    }

    @Test
    void when_aSnapshotCannotBeWritten_then_commitsFailUntilOneCan() throws Exception {
        AtomicInteger failuresLeft = new AtomicInteger(4);
        try (CountingQuery query = start(new MemoryBackend());
                StateSnapshots failing = failing(query, failuresLeft, new ArrayList<>())) {
            failing.applied("hits", StateChanges.of(new byte[] {1}, 1));
            for (int batch = 0; batch < 2; batch++) {
                assertThat(failing.finished()).isEmpty();
            }
            for (int commit = 0; commit < 2; commit++) { // each tries once more
                assertThatThrownBy(failing::finished)
                        .isInstanceOf(TidewheelException.class)
                        .hasMessageContaining("snapshot of the state of query 'failing'")
                        .hasMessageContaining("no space left on snapshot-hits--1")
                        .hasMessageContaining("storage is full");
            }
            assertThat(failing.finished()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10, 40, 200, -1})
    void when_aSnapshotIsDamaged_then_theErrorNamesFileAndBatch(int place) throws Exception {
        FileRef file;
        try (CountingQuery query = start(new MemoryBackend())) {
            Map<String, String> all = new TreeMap<>();
            for (int i = 0; i < 1_000; i++) {
                all.put("key " + i, "0");
            }
            while (taken.isEmpty()) {
                run(query, all);
            }
            file = taken.get(0).file();
        }
        String path = DIRECTORY + "/" + file.path();
        byte[] bytes = disk.contents(path);
        bytes[place < 0 ? bytes.length - 1 : place] ^= 4;
        disk.replace(path, bytes);

        assertThatThrownBy(() -> start(new MemoryBackend()))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining(file.path())
                .hasMessageContaining("of batch " + taken.get(0).batchId())
                .extracting(e -> ((TidewheelException) e).kind())
                .isEqualTo(TidewheelException.Kind.CHECKPOINT);
    }

    @Test
    void when_theStateIsLarge_then_rangesAreSmallAndNested() {
        SnapshotSchedule schedule = new SnapshotSchedule(CountingQuery.OFTEN, 100, 5, 1_000, Long.MAX_VALUE / 4);

        assertThat(schedule.take(() -> 1L << 40)).isEqualTo(new SnapshotSchedule.Range(5, 6));
        assertThat(schedule.take(() -> 0)).isEqualTo(new SnapshotSchedule.Range(0, 8));
        assertThat(schedule.take(() -> 0)).isEqualTo(new SnapshotSchedule.Range(8, 16));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
