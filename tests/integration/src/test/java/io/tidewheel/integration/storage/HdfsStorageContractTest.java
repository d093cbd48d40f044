package io.tidewheel.integration.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.CheckpointOptions;
import io.tidewheel.checkpoint.UnknownOutcomeException;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageDoor;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class HdfsStorageContractTest extends GrowingStorageContract {
    private static final Map<String, String> SETTINGS =
            Map.of("dfs.replication", "2", "dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER");

    private static final Started STARTED = new Started("q-1", "hits", 0, 128, "murmur3", Map.of(), Map.of());

    private static final long LEASE_SOFT_LIMIT_MILLIS = 60_000;
    private static final long LEASE_HARD_LIMIT_MILLIS = 1_200_000;

    @TempDir
    static Path disk;

    private static MiniDFSCluster cluster;
    private static Storage storage;
    private static Storage other;

    private String root;

    @BeforeAll
    static void start() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
        configuration.setInt("dfs.heartbeat.interval", 1);
        cluster = new MiniDFSCluster.Builder(configuration)
                .numDataNodes(2)
                .format(true)
                .build();
        cluster.waitActive();
        String uri = cluster.getURI() + "/";
        storage = new Storages(SETTINGS, null).of(uri);
        // A client of its own: connections are shared where settings are equal.
        Map<String, String> others = new TreeMap<>(SETTINGS);
        others.put("dfs.client.context", "other");
        other = new Storages(others, null).of(uri);
    }

    @AfterAll
    static void stop() {
        cluster.shutdown(true);
    }

    @BeforeEach
    void createRoot(TestInfo test) throws Exception {
        root = cluster.getURI() + "/" + test.getTestMethod().orElseThrow().getName();
        storage.createDirectories(root);
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Override
    String root() {
        return root;
    }

    @Test
    void when_fileIsBeingWritten_then_nobodyElseCreatesItAndNobodyWaits() throws Exception {
        try (StorageOutput out = storage.create(path("a"))) {
            out.write(1);
            for (Storage creator : new Storage[] {storage, other}) {
                assertThatThrownBy(() -> creator.create(path("a"))).isInstanceOf(FileAlreadyExistsException.class);
                assertThat(creator.isBeingWritten(path("a"))).isTrue();
            }
        }
        assertThat(other.isBeingWritten(path("a"))).isFalse();
        assertThatThrownBy(() -> other.isBeingWritten(path("no"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void when_leaseIsNotRenewed_then_itsHolderIsTakenForDead() throws Exception {
        StorageOutput out = storage.create(path("a"));
        out.write("synced".getBytes(UTF_8));
        out.sync();
        assertThat(other.isBeingWritten(path("a"))).isTrue();
        cluster.setLeasePeriod(0, LEASE_HARD_LIMIT_MILLIS);
        try {
            assertThat(other.isBeingWritten(path("a"))).isFalse();
        } finally {
            cluster.setLeasePeriod(LEASE_SOFT_LIMIT_MILLIS, LEASE_HARD_LIMIT_MILLIS);
        }
        other.seal(path("a"));
        assertThat(read("a", 0)).isEqualTo("synced");
        assertThatThrownBy(out::close).isInstanceOf(IOException.class);
    }

    @Test
    void when_fileIsSealed_then_itsWriterWritesNoMore() throws Exception {
        StorageOutput out = storage.create(path("a"));
        out.write("synced".getBytes(UTF_8));
        out.sync();
        other.seal(path("a"));
        assertThat(other.isBeingWritten(path("a"))).isFalse();
        assertThatThrownBy(() -> {
                    out.write(" late".getBytes(UTF_8));
                    out.sync();
                })
                .isInstanceOf(IOException.class);
        assertThatThrownBy(out::close).isInstanceOf(IOException.class);
        assertThat(read("a", 0)).isEqualTo("synced");
        assertThatThrownBy(() -> other.seal(path("no"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void when_nameNodeRestarts_then_whatWasSyncedIsThereAndWritingGoesOn() throws Exception {
        try (StorageOutput out = storage.create(path("a"))) {
            out.write("before".getBytes(UTF_8));
            out.sync();
            cluster.restartNameNode(true);
            assertThat(read("a", 0)).isEqualTo("before");
            out.write(" after".getBytes(UTF_8));
            out.sync();
        }
        assertThat(read("a", 0)).isEqualTo("before after");
    }

    @Test
    void when_aDataNodeIsLost_then_writingGoesOn() throws Exception {
        try (StorageOutput out = storage.create(path("a"))) {
            out.write("before".getBytes(UTF_8));
            out.sync();
            MiniDFSCluster.DataNodeProperties lost = cluster.stopDataNode(0);
            out.write(" after".getBytes(UTF_8));
            out.sync();
            assertThat(read("a", 0)).isEqualTo("before after");
            cluster.restartDataNode(lost);
            cluster.waitActive();
        }
        assertThat(read("a", 0)).isEqualTo("before after");
    }

    @Test
    void when_theNameNodeIsInSafeMode_then_theCheckpointFailsCleanlyAndGoesOnAfterwards() throws Exception {
        Checkpoint checkpoint = Checkpoint.open(storage, path("c"), CheckpointOptions.DEFAULT, Clock.SYSTEM);
        checkpoint.append(List.of(STARTED, planned(0), committed(0)));
        setSafeMode(true);
        try {
            assertThatThrownBy(() -> checkpoint.append(List.of(planned(1), committed(1))))
                    .isInstanceOf(UnknownOutcomeException.class)
                    .hasMessageContaining("nobody knows whether " + path("c") + " has got [Planned, Committed]")
                    .hasMessageContaining("safe mode");
            assertThatThrownBy(() -> checkpoint.append(List.of(planned(2))))
                    .hasMessageContaining("takes no more records");
            assertThatThrownBy(() -> open(CheckpointOptions.DEFAULT.withTakeOver(true)))
                    .hasMessageContaining("safe mode");
        } finally {
            setSafeMode(false);
        }
        try (Checkpoint again = open(CheckpointOptions.DEFAULT.withTakeOver(true))) {
            long last = again.history().lastCommitted().orElseThrow().batchId();
            assertThat(last).isBetween(0L, 1L);
            again.append(List.of(planned(last + 1), committed(last + 1)));
        }
        try (Checkpoint after = open(CheckpointOptions.DEFAULT)) {
            assertThat(after.history().lastCommitted()).isPresent();
        }
    }

    private Checkpoint open(CheckpointOptions options) throws IOException {
        return Checkpoint.open(storage, path("c"), options, Clock.SYSTEM);
    }

    private static void setSafeMode(boolean on) throws IOException {
        cluster.getFileSystem().setSafeMode(on ? SafeModeAction.ENTER : SafeModeAction.LEAVE);
    }

    private static Planned planned(long batch) {
        return new Planned(batch, 0, "plan", 4, 0, 0, Map.of(), Set.of(), Map.of());
    }

    private static Committed committed(long batch) {
        return new Committed(batch, 0, Map.of(), Map.of(), List.of(), Map.of(), List.of(), List.of(), Map.of());
    }

    @Test
    void when_noDataNodeAgreesOnTheLength_then_sealingIsGivenUpAndSaysWhatToLookAt() throws Exception {
        StorageOutput out = storage.create(path("a"));
        out.write("synced".getBytes(UTF_8));
        out.sync();
        List<MiniDFSCluster.DataNodeProperties> lost = List.of(cluster.stopDataNode(1), cluster.stopDataNode(0));
        try {
            Map<String, String> third = new TreeMap<>(SETTINGS);
            third.put("dfs.client.context", "third");
            Storage sealer = StorageDoor.connect(cluster.getURI() + "/", third, pause -> {});
            assertThatThrownBy(() -> sealer.seal(path("a")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the lease of " + path("a") + " could not be recovered within 180 s")
                    .hasMessageContaining("look whether they run");
        } finally {
            for (MiniDFSCluster.DataNodeProperties each : lost) {
                cluster.restartDataNode(each);
            }
            cluster.waitActive();
        }
    }
}
