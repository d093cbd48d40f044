package io.tidewheel.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Dataset;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.config.Keys;
import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.schedule.LocalBackend;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small disk of its own that jobs fill while they spill. */
class DiskFullTest {
    private static final long MANY = 40_000; // of 256 bytes: more than the disk holds
    private static final long FEW = 8_000; // more than memory, less than the disk

    @TempDir
    private Path folder;

    private final AtomicReference<LocalBackend> backend = new AtomicReference<>();
    private Path disk;
    private Tidewheel session;

    @BeforeEach
    void open() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()) == 0,
                "mounting a small tmpfs is left to root, in a container that allows it");
        session = BackendDoor.open(
                Tidewheel.builder()
                        .master("local[2]")
                        .config(Keys.MEMORY_MAX, 1L << 20)
                        .config(Keys.LOCAL_DIR, disk.toString()),
                local -> {
                    backend.set(local);
                    return local;
                });
    }

    @AfterEach
    void close() throws Exception {
        if (session != null) {
            session.close();
            assertThat(files()).as("what the closed session left").isZero();
            assertThat(command("umount", disk.toString())).isZero();
        }
    }

    private static int command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(disk)) {
            return all.filter(Files::isRegularFile)
                    .filter(file ->
                            session.isClosed() || !file.endsWith("lock")) // by which its folder is the session's
                    .count();
        }
    }

    /** Rows that hardly get smaller when compressed. */
    private Dataset<byte[]> rows(long count) {
        return session.range(0, count, 1, 4).mapToObject(id -> {
            byte[] row = new byte[256];
            new Random(id).nextBytes(row);
            return row;
        });
    }

    private void failsForTheDisk(ThrowingCallable job) throws IOException {
        TidewheelException e = catchThrowableOfType(TidewheelException.class, job);
        assertThat(e).as("the job's failure").isNotNull();
        assertThat(e.kind()).as(e.toString()).isEqualTo(Kind.RESOURCE);
        assertThat(e)
                .hasMessageContaining("in the spill directory " + disk + " failed")
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("bytes are free; free space there, or set tidewheel.local.dir to a larger");
        assertThat(files()).as("files the failed job left").isZero();
        assertThat(backend.get().memory().executionBytes())
                .as("memory its tasks hold")
                .isZero();
        assertThat(backend.get().memory().storageBytes())
                .as("memory its blocks hold")
                .isZero();
    }

    @RepeatedTest(10) // which of its tasks meets the full disk is a matter of timing
    void when_aSortFillsTheDisk_then_theErrorSaysWhatToDoAndALaterJobSucceeds() throws Exception {
        failsForTheDisk(() -> rows(MANY).sortBy(row -> row[0]).count());
        assertThat(rows(FEW).sortBy(row -> row[0]).count()).isEqualTo(FEW);
    }

    @Test
    void when_groupingFillsTheDisk_then_theErrorSaysWhatToDoAndALaterJobSucceeds() throws Exception {
        failsForTheDisk(() -> rows(MANY)
                .groupBy(row -> row[0])
                .mapValues(all -> all.iterator().next()[1])
                .count());
        assertThat(rows(FEW).groupBy(row -> row[0]).count()).isEqualTo(256);
    }

    @Test
    void when_combiningFillsTheDisk_then_theErrorSaysWhatToDoAndALaterJobSucceeds() throws Exception {
        failsForTheDisk(() -> session.range(0, 400_000, 1, 4)
                .boxed()
                .keyBy(x -> new Random(x).nextLong())
                .reduceByKey(Long::sum)
                .count());
        assertThat(session.range(0, 50_000, 1, 4)
                        .boxed()
                        .keyBy(x -> x)
                        .reduceByKey(Long::sum)
                        .count())
                .isEqualTo(50_000);
    }

    @Test
    void when_aCacheFillsTheDisk_then_theErrorSaysWhatToDoAndALaterJobSucceeds() throws Exception {
        Dataset<byte[]> kept = rows(MANY).persist(StorageLevel.DISK_ONLY);
        TidewheelException e = catchThrowableOfType(TidewheelException.class, kept::count);
        assertThat(e).as("the job's failure").isNotNull();
        kept.unpersist();
        failsForTheDisk(() -> {
            throw e;
        });
        assertThat(rows(FEW).persist(StorageLevel.DISK_ONLY).count()).isEqualTo(FEW);
    }
}
