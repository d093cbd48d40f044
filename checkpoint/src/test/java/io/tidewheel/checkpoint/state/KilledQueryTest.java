package io.tidewheel.checkpoint.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.storage.Storages;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process is killed in the middle of its batches, snapshots and merges, twice, and its state restored. */
@Timeout(120)
class KilledQueryTest {
    private static final int BATCHES_BEFORE_KILL = 300;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"memory", "disk", "rocksdb"})
    void when_theProcessIsKilled_then_stateIsRestoredAsOfTheLastCommit(String backend) throws Exception {
        String checkpoint = directory.resolve("checkpoint").toString();
        long reported = -1;
        for (int life = 0; life < 2; life++) {
            reported = runUntilKilled(backend, checkpoint, "life" + life, reported + BATCHES_BEFORE_KILL);
        }
        try (CountingQuery query = new CountingQuery(
                Storages.DEFAULT.of(checkpoint),
                checkpoint,
                CountingQuery.backend(backend, directory.resolve("last")),
                CountingQuery.OFTEN)) {
            assertThat(query.store.version()).isGreaterThanOrEqualTo(reported);
            assertThat(query.held()).isEqualTo(model(query.store.version()));
            assertThat(query.checkpoint.history().snapshots("hits")).isNotEmpty();
        }
    }

    private long runUntilKilled(String backend, String checkpoint, String life, long until) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        backend,
                        checkpoint,
                        directory.resolve(life).toString())
                .redirectError(new File(directory.toFile(), life + ".err"))
                .start();
        try (BufferedReader committed = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            long last = -1;
            while (last < until) {
                String line = committed.readLine();
                assertThat(line)
                        .as("what %s of %s says, after batch %d", life, backend, last)
                        .isNotNull();
                last = Long.parseLong(line);
            }
            return last;
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    /** What a batch changes: the same whoever runs it. */
    private static Map<String, String> changes(long batchId) {
        Map<String, String> changes = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            String value = (batchId + i) % 5 == 0 ? "" : "batch " + batchId + " value " + i;
            changes.put("key " + (batchId * 31 + i * 17L) % 500, value);
        }
        return changes;
    }

    private static Map<String, String> model(long version) {
        Map<String, String> model = new TreeMap<>();
        for (long batchId = 0; batchId <= version; batchId++) {
            model.putAll(changes(batchId));
        }
        model.values().removeIf(String::isEmpty);
        return model;
    }

    /** Runs batches until it is killed, and says which are committed. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            StateBackend backend = CountingQuery.backend(arguments[0], Path.of(arguments[2]));
            PrintStream out = new PrintStream(System.out, true, UTF_8);
            try (CountingQuery query =
                    new CountingQuery(Storages.DEFAULT.of(arguments[1]), arguments[1], backend, CountingQuery.OFTEN)) {
                while (true) {
                    long batchId = query.store.version() + 1;
                    query.run(changes(batchId));
                    out.println(batchId);
                }
            }
        }
    }
}
