package io.tidewheel.integration.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.UnknownOutcomeException;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.FileRef;
import io.tidewheel.checkpoint.journal.JournalRecord;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.integration.storage.StubObjectStore.Answer;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageDoor;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One checkpoint, one history, on each storage there is. */
class CheckpointOnStoragesTest {
    @TempDir
    static Path disk;

    private static MiniDFSCluster cluster;
    private static StubObjectStore store;

    enum Place {
        LOCAL {
            @Override
            Storage storage() {
                return Storages.DEFAULT.of(disk.toString());
            }

            @Override
            String root() {
                return disk.resolve("checkpoints").toString();
            }
        },
        HDFS {
            @Override
            Storage storage() throws IOException {
                return new Storages(Map.of("dfs.replication", "1"), null).of(root());
            }

            @Override
            String root() throws IOException {
                return cluster.getURI() + "/checkpoints";
            }
        },
        OBJECT_STORE {
            @Override
            Storage storage() throws IOException {
                return StorageDoor.connect(
                        store.root(),
                        Map.of("fs.stub.impl", StubFileSystem.class.getName(), "fs.stub.timeout", "30000"),
                        pause -> {});
            }

            @Override
            String root() {
                return store.root() + "checkpoints";
            }
        };

        abstract Storage storage() throws IOException;

        abstract String root() throws IOException;

        String directory(String name) throws IOException {
            return Storage.child(root(), name);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.resolve("hdfs").toString());
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        cluster.waitActive();
        store = new StubObjectStore();
    }

    @AfterAll
    static void stop() {
        store.close();
        cluster.shutdown(true);
    }

    private static Checkpoint open(Storage storage, String directory, boolean takeOver) throws IOException {
        return Checkpoint.open(storage, directory, CheckpointOptions.DEFAULT.withTakeOver(takeOver), Clock.SYSTEM);
    }

    private static final Started STARTED = new Started("q-1", "hits", 0, 128, "murmur3", Map.of(), Map.of());

    private static Planned planned(long batch) {
        return new Planned(batch, 0, "plan", 4, 0, 0, Map.of(), Set.of(), Map.of());
    }

    private static Committed committed(long batch, StateDelta... deltas) {
        return new Committed(batch, 0, Map.of(), Map.of(), List.of(deltas), Map.of(), List.of(), List.of(), Map.of());
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void when_aCheckpointIsOpenedAgain_then_recordsAndFilesAreThere(Place place) throws Exception {
        Storage storage = place.storage();
        String directory = place.directory("again");
        try (Checkpoint checkpoint = open(storage, directory, false)) {
            checkpoint.append(List.of(STARTED, planned(0)));
            for (int batch = 0; batch < 20; batch++) {
                FileRef file = checkpoint.write("changes", out -> out.write("ab".getBytes(StandardCharsets.UTF_8)));
                StateDelta delta = new StateDelta("hits", 2, new StateDelta.InFile(file));
                checkpoint.append(List.of(committed(batch, delta), planned(batch + 1)));
                checkpoint.purge();
            }
        }
        Checkpoint.verify(storage, directory);
        try (Checkpoint checkpoint = open(storage, directory, false)) {
            assertThat(checkpoint.epoch()).isEqualTo(2);
            assertThat(checkpoint.history().started()).contains(STARTED);
            assertThat(checkpoint.history().open()).contains(planned(20));
            long[] replayed = {0};
            checkpoint.history().replay("hits", -1, (batch, changes) -> {
                assertThat(batch).isEqualTo(replayed[0]++);
                assertThat(changes.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("ab");
            });
            assertThat(replayed[0]).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void when_aCheckpointWasTakenOver_then_itsOldHolderWritesNothingThatCounts(Place place) throws Exception {
        Storage storage = place.storage();
        String directory = place.directory("taken");
        try (Checkpoint zombie = open(storage, directory, false)) {
            zombie.append(List.of(STARTED, planned(0)));
            assertThatThrownBy(() -> open(storage, directory, false)).hasMessageContaining("--take-over");
            try (Checkpoint next = open(storage, directory, true)) {
                List<JournalRecord> late = List.of(committed(0), planned(1));
                assertThatThrownBy(() -> zombie.append(late))
                        .satisfiesAnyOf(e -> assertThat(e).hasMessageContaining("was taken over"), e -> assertThat(e)
                                .isInstanceOf(UnknownOutcomeException.class));
                assertThat(next.history().open()).contains(planned(0));
                next.append(List.of(planned(0)));
            }
        }
        try (Checkpoint later = open(storage, directory, false)) {
            assertThat(later.history().lastCommitted()).isEmpty();
            assertThat(later.history().open()).contains(planned(0));
        }
    }

    @Test
    void when_answersOfTheStoreAreLost_then_appendsCountOnce() throws Exception {
        Storage storage = Place.OBJECT_STORE.storage();
        String directory = Place.OBJECT_STORE.directory("lossy");
        try (Checkpoint checkpoint = open(storage, directory, false)) {
            store.answer("PUT", Answer.UNAVAILABLE, Answer.CONFLICT, Answer.RESET, Answer.RESET_AFTER);
            checkpoint.append(List.of(STARTED, planned(0)));
            checkpoint.append(List.of(committed(0), planned(1)));
        }
        try (Checkpoint checkpoint = open(storage, directory, false)) {
            assertThat(checkpoint.history().open()).contains(planned(1));
        }
    }

    @Test
    void when_theStoreIgnoresConditions_then_itIsRefusedOnOpening() throws Exception {
        try (StubObjectStore careless = new StubObjectStore()) {
            careless.ignoreConditions();
            Storage storage = StorageDoor.connect(
                    careless.root(), Map.of("fs.stub.impl", StubFileSystem.class.getName()), pause -> {});
            assertThatThrownBy(() -> open(storage, careless.root() + "checkpoint", false))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                    .hasMessageContaining("cannot hold a checkpoint");
        }
    }
}
