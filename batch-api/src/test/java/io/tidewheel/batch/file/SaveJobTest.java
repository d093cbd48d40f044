package io.tidewheel.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewheel.api.file.TextCompression;
import io.tidewheel.engine.cursor.IteratorCursor;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.storage.StorageOutput;
import io.tidewheel.storage.Storages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SaveJobTest {
    private static final RowFormat TEXT = new TextFormat(TextCompression.NONE);

    @TempDir
    Path folder;

    private static String attempt(SaveJob job, int partition, int attempt, @Nullable Object... rows) throws Exception {
        TaskContext context = Rows.context(partition, attempt);
        try {
            String name =
                    job.action().run(new IteratorCursor(Arrays.asList(rows).iterator()), context);
            context.complete(null);
            return Objects.requireNonNull(name);
        } catch (Exception e) {
            context.complete(e);
            throw e;
        }
    }

    private List<String> below(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static List<@Nullable Object> lines(Path path) throws Exception {
        return Rows.drained(TextSource.of(Storages.DEFAULT, path.toString(), 1, 1, TextOptions.DEFAULT));
    }

    @ParameterizedTest
    @EnumSource
    void when_jobCommits_then_allFilesAppear(TextCompression compression) throws Exception {
        Path target = folder.resolve("some/deep/out");
        try (SaveJob job = SaveJob.begin(Storages.DEFAULT, target.toString(), new TextFormat(compression), 3)) {
            List<String> files = List.of(
                    attempt(job, 0, 0, "a", 1, "é€"), attempt(job, 1, 0), attempt(job, 2, 0, "x".repeat(200_000)));
            assertThat(target).doesNotExist();
            job.commit(files);
        }
        String end = compression.extension();
        assertThat(below(folder))
                .containsExactly(
                        "some/deep/out/_SUCCESS",
                        "some/deep/out/part-00000" + end,
                        "some/deep/out/part-00001" + end,
                        "some/deep/out/part-00002" + end);
        assertThat(lines(target)).containsExactly("a", "1", "é€", "x".repeat(200_000));
    }

    @Test
    void when_aPartitionIsTriedTwice_then_onlyTheAttemptThatCountsIsKept() throws Exception {
        Path target = folder.resolve("out");
        try (SaveJob job = SaveJob.begin(Storages.DEFAULT, target.toString(), TEXT, 1)) {
            attempt(job, 0, 0, "lost");
            String counts = attempt(job, 0, 1, "kept");
            attempt(job, 0, 1, "late");
            job.commit(List.of(counts));
        }
        assertThat(below(folder)).containsExactly("out/_SUCCESS", "out/part-00000");
        assertThat(lines(target)).containsExactly("kept");
    }

    @Test
    void when_attemptFails_then_itsFileIsRemovedAndCauseIsKept() throws Exception {
        Path target = folder.resolve("out");
        try (SaveJob job = SaveJob.begin(Storages.DEFAULT, target.toString(), TEXT, 1)) {
            assertThatThrownBy(() -> attempt(job, 0, 0, "a", null))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("row 1 is null");
            assertThat(below(folder)).isEmpty();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void when_jobIsNotCommitted_then_nothingIsLeft() throws Exception {
        try (SaveJob job = SaveJob.begin(Storages.DEFAULT, folder.resolve("out").toString(), TEXT, 1)) {
            attempt(job, 0, 0, "a");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void when_targetExists_then_saveIsRefused() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path file = Files.writeString(folder.resolve("file"), "x");
        for (Path target : List.of(empty, file)) {
            assertThatThrownBy(() -> SaveJob.begin(Storages.DEFAULT, target.toString(), TEXT, 1))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageContaining("the target " + target + " exists already");
        }
        assertThat(below(folder)).containsExactly("file");
    }

    @Test
    void when_twoJobsSaveToOneTarget_then_theSecondIsRefusedAndLeavesTheFirstAlone() throws Exception {
        Path target = folder.resolve("out");
        try (SaveJob first = SaveJob.begin(Storages.DEFAULT, target.toString(), TEXT, 1);
                SaveJob second = SaveJob.begin(Storages.DEFAULT, target.toString(), TEXT, 1)) {
            String one = attempt(first, 0, 0, "one");
            String two = attempt(second, 0, 0, "two");
            first.commit(List.of(one));
            assertThatThrownBy(() -> second.commit(List.of(two))).hasMessageContaining("exists already");
        }
        assertThat(below(folder)).containsExactly("out/_SUCCESS", "out/part-00000");
        assertThat(lines(target)).containsExactly("one");
    }

    @Test
    void when_diskIsFull_then_errorNamesFileAndByte() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
        try (PartFile file = new PartFile(new FullDisk(), "/data/part-0")) {
            assertThatThrownBy(() -> file.write(new byte[100]))
                    .isInstanceOf(TidewheelException.class)
                    .hasMessageStartingWith(
                            "writing /data/part-0 at byte 0: No space left on device; free space there, or");
        }
    }

    private static final class FullDisk extends StorageOutput {
        private final OutputStream out = Files.newOutputStream(Path.of("/dev/full"));

        FullDisk() throws IOException {}

        @Override
        public void write(int oneByte) throws IOException {
            out.write(oneByte);
        }

        @Override
        public void sync() {}

        @Override
        public long position() {
            return 0;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    @Test
    void when_processIsKilledWhileSaving_then_nothingIsVisibleAndTheNextSaveCleansUp() throws Exception {
        // Given
        Path target = folder.resolve("out");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SavesForEver.class.getName(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            // When
            assertThat(child.inputReader().readLine()).isEqualTo("one partition is written, another half");
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor()).isEqualTo(137);
        }
        // Then
        assertThat(below(folder))
                .as("what the killed process left")
                .hasSize(2)
                .allMatch(name -> name.startsWith("_temporary-out-"));
        assertThat(target).doesNotExist();
        assertThat(lines(folder)).isEmpty();
        try (SaveJob job = SaveJob.begin(Storages.DEFAULT, target.toString(), TEXT, 1)) {
            job.commit(List.of(attempt(job, 0, 0, "after")));
        }
        assertThat(below(folder)).containsExactly("out/_SUCCESS", "out/part-00000");
        assertThat(lines(target)).containsExactly("after");
    }

    /** The child: never finishes its second partition. */
    static final class SavesForEver {
        public static void main(String[] args) throws Exception {
            SaveJob job = SaveJob.begin(Storages.DEFAULT, args[0], TEXT, 2);
            attempt(job, 0, 0, "a", "b");
            Stream<Object> endless = Stream.iterate(0, i -> i + 1).map(i -> {
                if (i == 1_000_000) {
                    System.out.println("one partition is written, another half");
                    LockSupport.park();
                }
                return i;
            });
            job.action().run(new IteratorCursor(endless.iterator()), Rows.context(1));
        }
    }

    @Test
    void when_aFileOrAPermissionIsInTheWay_then_theErrorSaysWhoMayNotAndWhatToDo() throws Exception {
        String target = Files.createFile(folder.resolve("file")).resolve("out").toString();
        assertThatThrownBy(() -> SaveJob.begin(Storages.DEFAULT, target, new TextFormat(TextCompression.NONE), 1))
                .isInstanceOf(TidewheelException.class)
                .hasMessage("nothing can be saved to " + target + ": " + folder.resolve("file")
                        + " is a file where a directory was expected; save to another path");
        // Whoever builds as root may write everywhere.
        assertThat(SaveJob.notSaved("/data/out", new AccessDeniedException("/data/_temporary-out")))
                .hasMessage("nothing can be saved to /data/out: user " + System.getProperty("user.name")
                        + " may not look or write there; change the permissions of its directory,"
                        + " or save to another path");
    }
}
