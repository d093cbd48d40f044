package io.tidewheel.integration.hdfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.integration.storage.Race;
import io.tidewheel.storage.InputFiles;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.Storages;
import io.tidewheel.storage.StoredFile;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

class HdfsFilesTest {
    private static final int BLOCK_BYTES = 1 << 20;

    @TempDir
    static Path disk;

    private static MiniDFSCluster cluster;

    private Tidewheel tw;
    private Storage storage;
    private String root;

    @BeforeAll
    static void start() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
        cluster = new MiniDFSCluster.Builder(configuration)
                .numDataNodes(1)
                .format(true)
                .build();
        cluster.waitActive();
    }

    @AfterAll
    static void stop() {
        cluster.shutdown(true);
    }

    @BeforeEach
    void open(TestInfo test) throws Exception {
        tw = session().open();
        root = cluster.getURI() + "/" + test.getTestMethod().orElseThrow().getName();
        storage = Storages.of(tw.configuration()).of(root);
        storage.createDirectories(root);
    }

    @AfterEach
    void close() {
        tw.close();
    }

    private static io.tidewheel.api.TidewheelBuilder session() {
        return Tidewheel.builder()
                .master("local[2]")
                .config("tidewheel.hadoop.dfs.replication", "1")
                .config("tidewheel.hadoop.dfs.blocksize", Integer.toString(BLOCK_BYTES));
    }

    private String path(String name) {
        return Storage.child(root, name);
    }

    private void write(String name, String text) throws Exception {
        try (StorageOutput out = storage.create(path(name))) {
            out.write(text.getBytes(UTF_8));
        }
    }

    private String read(String name, long offset) throws Exception {
        try (InputStream in = storage.open(path(name), offset)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private List<String> names(String directory) throws Exception {
        return storage.list(directory).stream().map(StoredFile::name).toList();
    }

    @Test
    void when_filesAreWritten_then_theyAreReadFromAnyOffset() throws Exception {
        write("a", "0123456789");
        assertThat(read("a", 7)).isEqualTo("789");
        assertThat(read("a", 11)).isEmpty();
        assertThat(storage.stat(path("a"))).get().extracting(StoredFile::length).isEqualTo(10L);
        assertThat(storage.stat(path("no"))).isEmpty();
        assertThat(storage.delete(path("no"))).isFalse();
        assertThatThrownBy(() -> storage.open(path("no"), 0)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.list(path("no"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.create(path("no/b"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.rename(path("no"), path("b"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void when_fileIsSynced_then_aNewReaderSeesItsBytes() throws Exception {
        try (StorageOutput out = storage.create(path("a"))) {
            out.write("synced".getBytes(UTF_8));
            out.sync();
            assertThat(out.position()).isEqualTo(6);
            assertThat(read("a", 0)).isEqualTo("synced");
        }
    }

    @Test
    void when_manyCreateOneFile_then_oneSucceeds() throws Exception {
        assertThat(successes(i -> storage.create(path("lock")).close())).isEqualTo(1);
    }

    @Test
    void when_manyRenameToOneName_then_oneSucceeds() throws Exception {
        for (int i = 0; i < 4; i++) {
            write("file-" + i, "text " + i);
            storage.createDirectories(path("directory-" + i + "/inside"));
        }
        assertThat(successes(i -> storage.rename(path("file-" + i), path("file"))))
                .isEqualTo(1);
        assertThat(successes(i -> storage.rename(path("directory-" + i), path("directory"))))
                .isEqualTo(1);
        assertThat(names(root)).hasSize(8);
        assertThat(names(path("directory"))).containsExactly("inside");
    }

    @Test
    void when_somethingIsInTheWay_then_renameIsRefused() throws Exception {
        storage.createDirectories(path("from/inside"));
        storage.createDirectories(path("empty"));
        write("file", "x");
        for (String target : List.of("empty", "file")) {
            assertThatThrownBy(() -> storage.rename(path("from"), path(target)))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(names(path("empty"))).isEmpty();
        assertThat(names(path("from"))).containsExactly("inside");
    }

    @FunctionalInterface
    private interface Attempt {
        void run(int number) throws Exception;
    }

    private static long successes(Attempt attempt) throws Exception {
        return Race.successes(IntStream.range(0, 4)
                .mapToObj(number -> Race.runner(() -> attempt.run(number)))
                .toList());
    }

    @Test
    void when_fileHasSeveralBlocks_then_itsSplitsGiveEachLineOnce() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            text.append("line ").append(i).append('\n');
        }
        write("a.txt", text.toString());
        Dataset<String> lines = tw.textFile(path("*.txt"));
        assertThat(lines.partitionCount()).isGreaterThan(1);
        assertThat(lines.collect()).isEqualTo(text.toString().lines().toList());
        assertThat(tw.textFile(path("a.txt"), 17).count()).isEqualTo(300_000);
        StoredFile file =
                InputFiles.list(Storages.of(tw.configuration()), path("a.txt")).get(0);
        assertThat(storage.hosts(file, BLOCK_BYTES, 10)).isNotEmpty();
    }

    @Test
    void when_pathIsMissing_then_errorNamesTheNearestDirectory() {
        assertThatThrownBy(() -> tw.textFile(path("2024/01/*.log")))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("nothing matches the input pattern '" + path("2024/01/*.log")
                        + "'; the nearest that exists is the directory " + root);
    }

    @Test
    void when_patternIsUsed_then_itMeansTheSameAsOnTheLocalDisk() throws Exception {
        for (String name : List.of("logs/a.txt", "logs/b.txt", "logs/c.csv", "logs/_hidden", "more/b.txt")) {
            storage.createDirectories(Storage.parent(path(name)).orElseThrow());
            write(name, name);
        }
        assertThat(tw.textFile(path("{logs,more}/[a-b]*")).collect())
                .containsExactly("logs/a.txt", "logs/b.txt", "more/b.txt");
        assertThat(tw.textFile(path("more") + "," + path("logs")).collect())
                .containsExactly("more/b.txt", "logs/a.txt", "logs/b.txt", "logs/c.csv");
        assertThat(tw.wholeTextFiles(path("*/c.*")).collectAsMap()).containsEntry(path("logs/c.csv"), "logs/c.csv");
    }

    @Test
    void when_rowsAreSaved_then_theyAppearAtOnceAndReadBack() throws Exception {
        Dataset<String> rows = tw.parallelize(List.of("a", "b", "c"), 2);
        rows.saveAsTextFile(path("text"), TextCompression.GZIP);
        assertThat(names(root)).containsExactly("text");
        assertThat(names(path("text"))).containsExactly("_SUCCESS", "part-00000.gz", "part-00001.gz");
        assertThat(tw.textFile(path("text")).collect()).containsExactly("a", "b", "c");
        assertThatThrownBy(() -> rows.saveAsTextFile(path("text")))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("the target " + path("text") + " exists already");
        assertThatThrownBy(() -> rows.map(Integer::parseInt).saveAsTextFile(path("broken")))
                .isInstanceOf(TidewheelException.class);
        assertThat(names(root)).containsExactly("text");
    }

    @Test
    void when_lineageIsSaved_then_itIsReadFromHdfs() {
        KeyedDataset<String, Integer> sums = tw.parallelizePairs(
                        List.of(new Pair<>("a", 1), new Pair<>("b", 2), new Pair<>("a", 3)), 2)
                .reduceByKey(Integer::sum)
                .saveLineage(path("saved"));
        assertThat(sums.explain()).contains("objects " + path("saved"));
        assertThat(sums.collectAsMap()).isEqualTo(Map.of("a", 4, "b", 2));
    }

    @Test
    void when_hadoopSettingsAreGiven_then_theyReachIt() throws Exception {
        try (Tidewheel other = session()
                .config("tidewheel.hadoop.dfs.replication", "2")
                .config("tidewheel.hadoop.dfs.blocksize", Integer.toString(2 * BLOCK_BYTES))
                .open()) {
            other.parallelize(List.of("a"), 1).saveAsTextFile(path("out"));
        }
        FileStatus part = cluster.getFileSystem().getFileStatus(new org.apache.hadoop.fs.Path(path("out/part-00000")));
        assertThat(part.getReplication()).isEqualTo((short) 2);
        assertThat(part.getBlockSize()).isEqualTo(2 * BLOCK_BYTES);
    }

    @Test
    void when_processIsKilledWhileSaving_then_nothingIsVisibleAndTheNextSaveWorks() throws Exception {
        // Given
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SavesForEver.class.getName(),
                        path("out"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // When
        try {
            String said = child.inputReader().readLine();
            assertThat(said).isEqualTo("half is written");
        } finally {
            child.destroyForcibly().waitFor();
        }
        // Then
        assertThat(names(root)).singleElement().asString().startsWith("_temporary-out-");
        assertThat(tw.textFile(root).collect()).isEmpty();
        tw.parallelize(List.of("after"), 1).saveAsTextFile(path("out"));
        assertThat(names(root)).containsExactly("out");
        assertThat(tw.textFile(path("out")).collect()).containsExactly("after");
    }

    /** The child: never finishes its second partition. */
    static final class SavesForEver {
        public static void main(String[] args) {
            try (Tidewheel tw = session().open()) {
                tw.range(0, 2_000_000, 1, 2)
                        .mapToObject(i -> {
                            if (i == 1_999_999) {
                                System.out.println("half is written");
                                LockSupport.park();
                            }
                            return i;
                        })
                        .saveAsTextFile(args[0]);
            }
        }
    }
}
