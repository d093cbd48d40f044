package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What signals do to a program that runs a query. */
class QuerySignalTest {
    /** A batch that takes until a file is there; main goes on after the query, and says so. */
    private static final String SLOW = """
            package app;
            import io.tidewheel.api.Tidewheel;
            import io.tidewheel.streaming.*;
            import io.tidewheel.streaming.builtin.*;
            import java.nio.file.*;
            public class Slow {
                public static void main(String[] args) throws Exception {
                    Path begun = Path.of(args[0], "begun");
                    Path end = Path.of(args[0], "end");
                    try (Tidewheel tw = Tidewheel.open()) {
                        MemorySource<String> rows = MemorySource.create();
                        rows.add(args[0]);
                        Streams streams = Streams.on(tw).checkpoint(args[0] + "/checkpoint");
                        streams.from("rows", rows).map(row -> {
                            try (WatchService watch = FileSystems.getDefault().newWatchService()) {
                                Path.of(row).register(watch, StandardWatchEventKinds.ENTRY_CREATE);
                                Files.createFile(Path.of(row, "begun"));
                                while (!Files.exists(Path.of(row, "end"))) {
                                    watch.take().reset();
                                }
                            }
                            return row;
                        }).to("out", ConsoleSink.rows());
                        streams.start("slow").await();
                    }
                    System.out.println("main goes on");
                }
            }
            """;

    @TempDir
    Path folder;

    private ChildJvm start(String... options) throws IOException {
        Path jar = TestJar.make(folder, "slow", "app.Slow", "app/Slow.java", SLOW);
        List<String> words = new ArrayList<>(List.of("submit"));
        words.addAll(List.of(options));
        words.addAll(List.of(jar.toString(), folder.toString()));
        ChildJvm jvm = ChildJvm.start(List.of(), words.toArray(String[]::new));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("begun")));
        return jvm;
    }

    private static void signal(ChildJvm jvm, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(jvm.process().pid()))
                .start()
                .waitFor();
    }

    @ParameterizedTest
    @CsvSource({"INT", "TERM"})
    void when_aSignalComesAmidABatch_then_theBatchIsFinishedAndMainGoesOn(String signal) throws Exception {
        ChildJvm jvm = start();
        signal(jvm, signal);
        Files.createFile(folder.resolve("end"));

        ChildJvm.Result result = jvm.await();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("batch 0\n" + folder + "\nmain goes on\n");
        assertThat(result.err())
                .isEqualTo(
                        "tidewheel: query 'slow' finishes what it has begun, within 10000 ms; another signal stops it"
                                + " at once\n");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void when_aSecondSignalComes_then_theProcessEndsAtOnce(String signal, int code) throws Exception {
        ChildJvm jvm = start();
        signal(jvm, "TERM");
        // two signals of one kind are one as long as nobody has taken the first
        await().atMost(Duration.ofSeconds(60)).until(() -> jvm.errSoFar().contains("another signal stops it at once"));
        signal(jvm, signal);

        ChildJvm.Result result = jvm.await();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(code);
        assertThat(result.err()).doesNotContain("did not finish within");
        assertThat(result.out()).doesNotContain("batch 0");
    }

    @Test
    void when_theQueryTakesTooLong_then_theProcessEndsAndSaysWhatTheNextStartDoes() throws Exception {
        ChildJvm jvm = start("-c", "tidewheel.stop.timeout=100ms");
        signal(jvm, "TERM");

        ChildJvm.Result result = jvm.await();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(143);
        assertThat(result.err())
                .contains(
                        "tidewheel: query 'slow' did not finish within 100 ms (tidewheel.stop.timeout); the next start"
                                + " runs its batch again\n");
    }

    /** A sink that is away: each batch fails, and is tried again a minute later. */
    private static final String AWAY = """
            package app;
            import io.tidewheel.api.Tidewheel;
            import io.tidewheel.streaming.*;
            import io.tidewheel.streaming.builtin.*;
            import java.nio.file.*;
            public class Away {
                public static void main(String[] args) throws Exception {
                    try (Tidewheel tw = Tidewheel.open()) {
                        MemorySource<String> rows = MemorySource.of("row");
                        Streams streams = Streams.on(tw).checkpoint(args[0] + "/checkpoint");
                        streams.from("rows", rows).forEachBatch("away", (batch, info) -> {
                            Path begun = Path.of(args[0], "begun");
                            if (!Files.exists(begun)) {
                                Files.createFile(begun);
                            }
                            throw new java.io.IOException("connection refused");
                        });
                        streams.start("away").await();
                    }
                }
            }
            """;

    @Test
    void when_aSignalComesWhileASinkIsAway_then_theQueryGivesUpAndSaysWhatTheNextStartDoes() throws Exception {
        Path jar = TestJar.make(folder, "away", "app.Away", "app/Away.java", AWAY);
        ChildJvm jvm = ChildJvm.start(
                List.of(),
                "submit",
                "-c",
                "tidewheel.batch.max.failures=1000",
                "-c",
                "tidewheel.batch.retry.delay=1m",
                "-c",
                "tidewheel.stop.timeout=50s",
                jar.toString(),
                folder.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("begun")));
        signal(jvm, "TERM");

        ChildJvm.Result result = jvm.await();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err())
                .contains("query 'away' was asked to end and stopped at batch 0")
                .contains("connection refused")
                .contains("it goes on where it was")
                .doesNotContain("did not finish");
    }
}
