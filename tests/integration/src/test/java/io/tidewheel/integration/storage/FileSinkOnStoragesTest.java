package io.tidewheel.integration.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.connectors.files.CommittedFile;
import io.tidewheel.connectors.files.CommittedFiles;
import io.tidewheel.connectors.files.FileSink;
import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.Query;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.builtin.MemorySource;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file sink of a real query where files grow but are not local, and where they cannot grow. */
class FileSinkOnStoragesTest {
    @TempDir
    Path disk;

    @Test
    void when_rowsAreWrittenToHdfs_then_eachIsThereOnceOverARestart() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.resolve("hdfs").toString());
        MiniDFSCluster cluster =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        try {
            cluster.waitActive();
            check(cluster.getURI() + "/out", Map.of("dfs.replication", "1"));
        } finally {
            cluster.shutdown(true);
        }
    }

    @Test
    void when_rowsAreWrittenToAnObjectStore_then_eachIsThereOnceOverARestart() throws Exception {
        try (StubObjectStore store = new StubObjectStore()) {
            check(
                    store.root() + "out",
                    Map.of("fs.stub.impl", StubFileSystem.class.getName(), "fs.stub.timeout", "30000"));
        }
    }

    private void check(String directory, Map<String, String> settings) throws Exception {
        MemorySource<String> source = MemorySource.create();
        FileSink<String> sink = FileSink.<String>lines(directory).rollAt(40);
        Storages storages = new Storages(settings, null);
        List<String> expected = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Tidewheel session = session(settings)) {
                Streams streams = Streams.on(session)
                        .checkpoint(disk.resolve("checkpoint").toString());
                streams.from("in", source).to("out", sink);
                Query query = streams.start("copy");
                for (int batch = 0; batch < 5; batch++) {
                    String row = "row " + batch + " of run " + run;
                    source.add(row);
                    expected.add(row);
                    query.processAllAvailable();
                    assertThat(committed(directory, storages)).containsExactlyElementsOf(expected);
                }
                if (run == 0) {
                    query.stop();
                } else {
                    assertThat(query.drain(Duration.ofSeconds(20))).isTrue();
                }
            }
        }
        assertThat(committed(directory, storages)).containsExactlyElementsOf(expected);
        assertThat(CommittedFiles.in(directory, storages))
                .allSatisfy(file -> assertThat(file.path()).contains("/part-"));
    }

    private static Tidewheel session(Map<String, String> settings) {
        var builder = Tidewheel.builder().master("local[2]");
        settings.forEach((key, value) -> builder.config("tidewheel.hadoop." + key, value));
        return builder.open();
    }

    private static List<String> committed(String directory, Storages storages) throws Exception {
        List<String> rows = new ArrayList<>();
        for (CommittedFile file : CommittedFiles.in(directory, storages)) {
            try (InputStream in = storages.of(file.path()).open(file.path(), 0)) {
                rows.addAll(new String(in.readNBytes((int) file.length()), UTF_8)
                        .lines()
                        .toList());
            }
        }
        return rows;
    }
}
