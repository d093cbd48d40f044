package io.tidewheel.connectors.files;

import static io.tidewheel.connectors.files.SinkQuery.committedLines;
import static io.tidewheel.connectors.files.SinkQuery.plainLines;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process is halted at every step of a batch, a roll and a recovery. */
class KilledSinkTest {
    private static final int BATCHES = 12;

    @TempDir
    Path root;

    /** A query that writes {@link #BATCHES} batches, from where its journal ends, and drains. */
    static final class Child {
        private final Path root;
        private final SinkQuery<String> query;

        private Child(Path root) throws Exception {
            this.root = root;
            Path epochs = root.resolve("epochs");
            long epoch = Files.exists(epochs) ? Long.parseLong(Files.readString(epochs)) : 0;
            Files.writeString(epochs, Long.toString(epoch + 1));
            this.query = new SinkQuery<>(sink(root), epoch, journal(root));
        }

        public static void main(String[] args) throws Exception {
            new Child(Path.of(args[0])).run();
        }

        static FileSink<String> sink(Path root) {
            return FileSink.<String>lines(root.resolve("out").toString())
                    .rollAt(60)
                    .keepingInMemory(40);
        }

        static String[] journal(Path root) throws IOException {
            Path file = root.resolve("journal");
            return Files.exists(file) ? Files.readString(file).split(" ") : new String[] {"-1", ""};
        }

        void run() throws Exception {
            while (query.batchId < BATCHES - 1) {
                long batch = query.batchId + 1;
                List<String> rows = batchRows(batch);
                if (batch % 4 == 2) {
                    query.driver.prepare(query.batch(batch, List.of("aborted " + batch)));
                    query.driver.abort(batch);
                }
                List<String> first = rows.subList(0, 1);
                byte[] token = query.driver.prepare(query.batch(batch, first, rows.subList(1, rows.size())));
                write("journal", batch + " " + HexFormat.of().formatHex(token));
                query.journal(batch, token);
                query.driver.commit(batch, token);
            }
            query.driver.drained();
            query.driver.close();
        }

        private void write(String name, String text) throws IOException {
            Files.writeString(root.resolve("next"), text);
            Files.move(root.resolve("next"), root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Few rows, and now and then so many that a task writes a file, which is a part by itself in every third batch. */
    private static List<String> batchRows(long batch) {
        int count = batch % 3 == 1 ? 12 : batch % 3 == 2 ? 5 : 2;
        return IntStream.range(0, count).mapToObj(i -> batch + "-" + i + "-row").toList();
    }

    private static List<String> rows(long batches) {
        List<String> rows = new ArrayList<>();
        for (long batch = 0; batch < batches; batch++) {
            rows.addAll(batchRows(batch));
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sink-before-append:2",
                "sink-mid-append:3",
                "sink-mid-append:6",
                "sink-after-append:5",
                "sink-before-roll:1",
                "sink-before-roll:3",
                "sink-after-manifest:1",
                "sink-after-manifest:2",
                "sink-after-manifest:4",
                "sink-mid-roll:1",
                "sink-mid-roll:2",
                "sink-mid-roll:4",
                "sink-mid-copy:1",
                "sink-mid-copy:2",
                "sink-after-rename:1",
                "sink-after-rename:2",
                "sink-after-rename:5"
            })
    void when_theProcessIsKilledAtAnyStep_then_noRowIsMissingOrTwice(String failpoint) throws Exception {
        assertThat(child(failpoint)).as("was killed").isEqualTo(137);
        assertNothingWrong();
        assertThat(child("sink-mid-recovery:1")).isEqualTo(137);
        assertNothingWrong();
        assertThat(child("sink-mid-recovery:2")).isEqualTo(137);
        assertNothingWrong();

        new Child(root).run();

        assertThat(plainLines(root.resolve("out"))).containsExactlyInAnyOrderElementsOf(rows(BATCHES));
        assertThat(committedLines(root.resolve("out"))).containsExactlyInAnyOrderElementsOf(rows(BATCHES));
        try (Stream<Path> hidden = Files.list(root.resolve("out/.tidewheel"))) {
            assertThat(hidden.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".rows") || name.endsWith(".staged") || name.endsWith(".copy"));
        }
    }

    /** After a kill readers see batches that count and no other, none of them in parts, none twice. */
    private void assertNothingWrong() throws Exception {
        long journalled = Long.parseLong(Child.journal(root)[0]) + 1;
        List<String> seen = committedLines(root.resolve("out"));
        assertThat(seen).doesNotHaveDuplicates();
        List<String> withoutTheLast = rows(Math.max(0, journalled - 1));
        if (seen.size() <= withoutTheLast.size()) {
            assertThat(seen).containsExactlyInAnyOrderElementsOf(withoutTheLast);
        } else {
            assertThat(seen).containsExactlyInAnyOrderElementsOf(rows(journalled));
        }
        assertThat(plainLines(root.resolve("out"))).doesNotHaveDuplicates().isSubsetOf(rows(journalled));
    }

    private int child(String failpoint) throws Exception {
        Path log = root.resolve("child.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Dtidewheel.failpoint=" + failpoint.replaceFirst(":", ":halt:"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> text(log)).isIn(0, 137);
        return process.exitValue();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
