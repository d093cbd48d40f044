package io.tidewheel.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    private static final Pattern STOPPED = Pattern.compile("stopped after (\\d+) ms; jobs are cancelled");

    @TempDir
    Path folder;

    private ChildJvm startEndless(Path temporary, Path spill, String... options) throws Exception {
        Path jar = TestJar.make(folder, "endless", "app.Endless", "app/Endless.java", ENDLESS);
        Path started = folder.resolve("started");
        List<String> words = new ArrayList<>(List.of("submit", "--conf", "tidewheel.local.dir=" + spill));
        words.addAll(List.of(options));
        words.addAll(List.of(jar.toString(), started.toString()));
        ChildJvm jvm = ChildJvm.start(List.of("-Djava.io.tmpdir=" + temporary), words.toArray(String[]::new));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(started));
        assertThat(filesIn(spill)).isNotZero();
        return jvm;
    }

    private static ChildJvm.Result signalled(ChildJvm jvm, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(jvm.process().pid()))
                .start()
                .waitFor();
        return jvm.await();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void when_aSignalComes_then_theJobIsCancelledAndItsFilesAreGone(String signal, int code) throws Exception {
        Path spill = Files.createDirectory(folder.resolve("spill"));
        Path temporary = Files.createDirectory(folder.resolve("temporary"));

        ChildJvm.Result result = signalled(startEndless(temporary, spill, "--quiet"), signal);

        assertThat(result.exitCode()).isEqualTo(code);
        assertThat(result.out()).isEmpty();
        // The function ignores interrupts: whether its threads are named before the JVM ends is a race, nothing else
        // is.
        assertThat(result.err().lines())
                .allMatch(line -> line.contains("does not stop") || line.contains("left to itself"));
        assertThat(spill).isEmptyDirectory();
        assertThat(temporary).isEmptyDirectory();
    }

    /** 128 + the signal is also the end of a JVM without a hook; that ours ran to its end is what its line says. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void when_aSignalComes_then_theLauncherItselfEndsTheJobWithinFiveSeconds(String signal, int code) throws Exception {
        Path spill = Files.createDirectory(folder.resolve("spill"));
        Path temporary = Files.createDirectory(folder.resolve("temporary"));

        ChildJvm.Result result = signalled(startEndless(temporary, spill), signal);

        assertThat(result.exitCode()).isEqualTo(code);
        Matcher stopped = STOPPED.matcher(result.err());
        assertThat(stopped.find()).as(result.err()).isTrue();
        assertThat(Long.parseLong(stopped.group(1))).isLessThanOrEqualTo(Shutdown.PATIENCE_MILLIS);
        assertThat(spill).isEmptyDirectory();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void when_aSignalComesDuringASave_then_nothingOfItIsLeft() throws Exception {
        Path jar = TestJar.make(folder, "saving", "app.Saving", "app/Saving.java", """
                package app;
                import io.tidewheel.api.Tidewheel;
                import java.nio.file.*;
                public class Saving {
                    public static void main(String[] args) throws Exception {
                        Tidewheel tw = Tidewheel.open();
                        // So many files that deleting them takes longer than closing the session.
                        tw.range(0, 2000, 1, 2000).boxed().map(row -> {
                            if (row == 1999) {
                                Files.createFile(Path.of(args[0]));
                                java.util.concurrent.locks.LockSupport.parkNanos(60_000_000_000L);
                            }
                            return "row " + row;
                        }).saveAsTextFile(args[1]);
                    }
                }
                """);
        Path started = folder.resolve("started");
        Path target = Files.createDirectory(folder.resolve("saved"));
        ChildJvm jvm = ChildJvm.start(
                List.of(),
                "submit",
                jar.toString(),
                started.toString(),
                target.resolve("rows").toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(started));

        ChildJvm.Result result = signalled(jvm, "TERM");

        assertThat(result.exitCode()).isEqualTo(143);
        assertThat(result.err()).containsPattern(STOPPED);
        assertThat(target).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void when_aShutdownHookOfTheProgramBlocks_then_aSignalStillEndsIt(String signal, int code) throws Exception {
        Path jar = TestJar.make(folder, "hooked", "app.Hooked", "app/Hooked.java", """
                package app;
                public class Hooked {
                    public static void main(String[] args) throws Exception {
                        Runtime.getRuntime().addShutdownHook(new Thread(Hooked::block));
                        java.nio.file.Files.createFile(java.nio.file.Path.of(args[0]));
                        block();
                    }
                    static void block() {
                        while (true) {
                            java.util.concurrent.locks.LockSupport.park();
                        }
                    }
                }
                """);
        Path started = folder.resolve("started");
        ChildJvm jvm = ChildJvm.start(List.of(), "submit", jar.toString(), started.toString());
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(started));

        ChildJvm.Result result = signalled(jvm, signal);

        assertThat(Shutdown.HOOK_PATIENCE_MILLIS).isLessThan(5_000);
        assertThat(result.exitCode()).isEqualTo(code);
        assertThat(result.err()).contains("a shutdown hook of the program did not end");
    }

    @Test
    void when_aSignalComesWhileTheDemoMakesItsLog_then_noPartIsLeft() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        ChildJvm jvm =
                ChildJvm.start(List.of("-Djava.io.tmpdir=" + temporary, "-Duser.name=x"), "demo", "--rows", "30000000");
        await().atMost(Duration.ofSeconds(60)).until(() -> filesIn(temporary) > 0);

        ChildJvm.Result result = signalled(jvm, "TERM");

        assertThat(result.exitCode()).isEqualTo(143);
        assertThat(result.err()).containsPattern(STOPPED);
        assertThat(filesIn(temporary)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void when_aSignalComesToTheShell_then_itsStartScriptIsGone(String signal, int code) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        ChildJvm jvm = ChildJvm.start(
                List.of(
                        "-Djava.io.tmpdir=" + temporary,
                        "-Djava.util.prefs.PreferencesFactory=" + NoPreferences.class.getName()),
                "shell");
        await().atMost(Duration.ofSeconds(60)).until(() -> filesIn(temporary) > 0);

        assertThat(signalled(jvm, signal).exitCode()).isEqualTo(code);

        assertThat(filesIn(temporary)).isZero();
    }

    @Test
    void when_somethingDoesNotStop_then_thePatienceEndsBeforeTheFiveSecondsAndSaysWhatMayBeLeft() {
        assertThat(Shutdown.PATIENCE_MILLIS).isLessThan(5_000);
        CountDownLatch never = new CountDownLatch(1);
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        Shutdown.stop(() -> awaitQuietly(never), 1, true, new PrintStream(err, true, UTF_8));

        never.countDown();
        assertThat(err.toString(UTF_8))
                .contains("stopping took longer than 1 ms and was given up")
                .contains("tidewheel.local.dir");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long filesIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
