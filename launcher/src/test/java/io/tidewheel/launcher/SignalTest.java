package io.tidewheel.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalTest {
    /** Caches rows on disk, then runs a function that never returns. */
    private static final String ENDLESS = """
            package app;
            import io.tidewheel.api.Tidewheel;
            import io.tidewheel.engine.block.StorageLevel;
            import java.nio.file.*;
            public class Endless {
                public static void main(String[] args) throws Exception {
                    Tidewheel tw = Tidewheel.open();
                    var rows = tw.range(0, 1000).boxed().persist(StorageLevel.DISK_ONLY);
                    rows.count();
                    Files.createFile(Path.of(args[0]));
                    rows.map(row -> {
                        while (true) {
                            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                        }
                    }).count();
                }
            }
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void when_aSignalComes_then_theJobIsCancelledAndItsFilesAreGone(String signal, int code) throws Exception {
        Path jar = TestJar.make(folder, "endless", "app.Endless", "app/Endless.java", ENDLESS);
        Path started = folder.resolve("started");
        Path spill = Files.createDirectory(folder.resolve("spill"));
        ChildJvm jvm = ChildJvm.start(
                List.of(),
                "submit",
                "--conf",
                "tidewheel.local.dir=" + spill,
                "--quiet",
                jar.toString(),
                started.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(started));
        assertThat(filesIn(spill)).isNotZero();

        new ProcessBuilder("kill", "-" + signal, Long.toString(jvm.process().pid()))
                .start()
                .waitFor();

        ChildJvm.Result result = jvm.await();
        assertThat(result.exitCode()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        // The function ignores interrupts: whether its threads are named before the JVM ends is a race, nothing else
        // is.
        assertThat(result.err().lines())
                .allMatch(line -> line.contains("does not stop") || line.contains("left to itself"));
        assertThat(filesIn(spill)).isZero();
    }

    private static long filesIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
