package io.tidewheel.integration.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewheel.checkpoint.state.RocksDbBackend;
import io.tidewheel.checkpoint.state.StateBackend;
import io.tidewheel.checkpoint.state.StateChanges;
import io.tidewheel.checkpoint.state.StateStore;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.StateKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A query in a process of its own of which one directory is a small disk that runs full, and gets room again. */
class FullDiskTest {
    private static final int FAILED = 1;

    /** So that states on disk write there. */
    private static final String LITTLE_MEMORY = "-D" + CountingQuery.STATE_MEMORY + "=" + (1 << 20);

    @TempDir
    Path folder;

    private Path disk;

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            command("umount", "-l", disk.toString()); // RocksDB's library, unpacked there, is in use until the JVM ends
        }
    }

    private static int command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void mount(String directory, String size) throws Exception {
        Path path = Files.createDirectories(folder.resolve(directory));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()) == 0,
                "mounting a small tmpfs is left to root, in a container that allows it");
        disk = path;
    }

    /** Takes every byte that is left. */
    private Path fill() throws IOException {
        Path filler = disk.resolve("_filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] zeros = new byte[4096];
            while (true) {
                out.write(zeros);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
        return filler;
    }

    @ParameterizedTest
    @CsvSource({"checkpoint, MEMORY, checkpoint/", "local, DISK, local/", "files-lines, MEMORY, files-lines/"})
    void when_aDiskIsFull_then_theQueryStopsAndSaysWhichAndGoesOnOnceThereIsRoom(
            String directory, StateKind state, String named) throws Exception {
        // Given
        Chaos chaos = new Chaos(folder, "files,direct");
        mount(directory, "8m");
        chaos.addFile();
        Path filler;
        try (CountingProcess process = chaos.start(state, LITTLE_MEMORY).awaitRunning()) {
            process.awaitBatches(1);
            // When
            filler = fill();
            chaos.addHugeFile();
            // Then
            assertThat(process.awaitExit()).as(process.err()).isEqualTo(FAILED);
            assertThat(process.err()
                            .lines()
                            .filter(line -> line.contains("TidewheelException"))
                            .findFirst())
                    .as(process.err())
                    .hasValueSatisfying(message -> assertThat(message)
                            .contains("query 'counting' stopped")
                            .contains(folder.resolve(named).toString())
                            .contains("No space left on device")
                            .containsPattern("free space|disk is full"));
            chaos.check(process);
        }
        try (CountingProcess again = chaos.start(state, LITTLE_MEMORY)) {
            assertThat(again.awaitExit()).as(again.err()).isEqualTo(FAILED);
            assertThat(again.err()).contains(folder.resolve(named).toString()).contains("No space left on device");
        }
        Files.delete(filler);
        chaos.finish(state);
    }

    /** By itself: it takes more memory, and unpacks more, than the others. */
    @Test
    void when_theDiskUnderRocksDbIsFull_then_itSaysSoAndDoesNotWaitForEver() throws Exception {
        mount("local", "64m");
        Random random = new Random(7);
        try (StateBackend backend = RocksDbBackend.open(disk.resolve("state"), 8 << 20)) {
            StateStore store = backend.create("hits", 1);
            assertThatThrownBy(() -> {
                        for (long batch = 0; ; batch++) {
                            byte[] value = new byte[1 << 20];
                            random.nextBytes(value); // which cannot be compressed
                            StateChanges.Builder changes = new StateChanges.Builder();
                            changes.put(0, Long.toString(batch).getBytes(StandardCharsets.UTF_8), value);
                            store.apply(batch, changes.build());
                        }
                    })
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContainingAll(
                            "'hits'", disk.toString(), "No space left on device", "see whether the disk is full");
        }
    }
}
