package io.tidewheel.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storage;
import io.tidewheel.storage.Storages;
import io.tidewheel.time.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes on the real disk. */
class KilledWriterTest {
    @TempDir
    private Path temporary;

    private String directory;
    private Storage storage;

    @BeforeEach
    void chooseDirectory() {
        directory = temporary.resolve("checkpoint").toString();
        storage = Storages.DEFAULT.of(directory);
    }

    private Process writer(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.addAll(List.of(BatchWriter.class.getName(), directory));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Gives the last batch that the writer said it had committed. */
    private static long read(BufferedReader out, int lines) throws IOException {
        long last = -1;
        for (int i = 0; i < lines; i++) {
            String line = out.readLine();
            if (line == null) {
                return last;
            }
            last = batch(line, last);
        }
        return last;
    }

    /** Lines of a writer that dies may be cut. */
    private static long batch(String line, long before) {
        return line.matches("\\d+") ? Math.max(before, Long.parseLong(line)) : before;
    }

    private long committed() throws IOException {
        CheckpointReport report = Checkpoint.verify(storage, directory);
        return report.history().lastCommitted().map(commit -> commit.batchId()).orElse(-1L);
    }

    @Test
    void when_writersAreKilledAtAnyMoment_then_whatTheySaidIsThere() throws Exception {
        Random random = new Random(11);
        long said = -1;
        for (int kill = 0; kill < 10; kill++) {
            Process writer = writer();
            try (BufferedReader out = writer.inputReader()) {
                said = Math.max(said, read(out, 1 + random.nextInt(60)));
                writer.destroyForcibly();
            }
            writer.waitFor();
            assertThat(committed()).isGreaterThanOrEqualTo(said);
        }
        assertThat(said).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "before-append:halt:5",
                "mid-append:halt:5",
                "after-append-before-look:halt:5",
                "after-claim:halt:1",
                "after-read-tail:halt:1",
                "mid-recovery:halt:1",
                "mid-purge:halt:1",
                "after-state-file:halt:3",
                "mid-append:throw:5"
            })
    void when_aWriterDiesAtAFailpoint_then_theNextOneGoesOn(String failpoint) throws Exception {
        Process writer = writer("-Dtidewheel.failpoint=" + failpoint);
        long said;
        try (BufferedReader out = writer.inputReader()) {
            said = read(out, Integer.MAX_VALUE);
        }
        writer.waitFor();
        assertThat(writer.exitValue()).isIn(137, 1);
        long before = said < 0 ? -1 : committed();
        assertThat(before).isBetween(said, said + 1);

        try (Checkpoint next = open(CheckpointOptions.DEFAULT)) {
            assertThat(BatchWriter.run(next, 10, new PrintStream(OutputStream.nullOutputStream())))
                    .isEqualTo(before + 10);
        }
        assertThat(committed()).isEqualTo(before + 10);
    }

    @Test
    void when_aPausedWriterWasTakenOver_then_itIsFencedWhenItGoesOn() throws Exception {
        Process writer = writer();
        try (BufferedReader out = writer.inputReader()) {
            long said = read(out, 3);
            signal(writer, "STOP");
            assertThatThrownBy(() -> open(CheckpointOptions.DEFAULT))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED))
                    .hasMessageContaining("is held by process " + writer.pid() + " on host ")
                    .hasMessageContaining("started at ")
                    .hasMessageContaining("--take-over");
            try (Checkpoint checkpoint = open(CheckpointOptions.DEFAULT.withTakeOver(true))) {
                long last = checkpoint.history().lastCommitted().orElseThrow().batchId();
                assertThat(last).isGreaterThanOrEqualTo(said);
                checkpoint.append(List.of(Records.committed(last + 1), Records.planned(last + 2)));
                signal(writer, "CONT");
                String text = String.join(" ", out.lines().toList());
                assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();

                assertThat(writer.exitValue()).as(text).isEqualTo(3);
                assertThat(text)
                        .contains("was taken over")
                        .contains("process " + ProcessHandle.current().pid());
                checkpoint.append(List.of(Records.committed(last + 2)));
            }
        } finally {
            writer.destroyForcibly();
        }
        assertThat(committed()).isPositive();
    }

    private Checkpoint open(CheckpointOptions options) throws IOException {
        return Checkpoint.open(storage, directory, options, Clock.SYSTEM);
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
