package io.tidewheel.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewheel.api.file.CsvOptions;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.source.SourcePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    record Hit(String path, long bytes) {}

    @TempDir
    Path root;

    private Path in() throws IOException {
        return Files.createDirectories(root.resolve("in"));
    }

    private Path put(String name, String text) throws IOException {
        return put(name, text, 1_000);
    }

    /** As it should be done: written elsewhere, then moved in. */
    private Path put(String name, String text, long modifiedSeconds) throws IOException {
        Path elsewhere = Files.writeString(root.resolve("elsewhere"), text);
        Files.setLastModifiedTime(elsewhere, FileTime.fromMillis(modifiedSeconds * 1000));
        Path file = in().resolve(name);
        Files.createDirectories(file.getParent());
        return Files.move(elsewhere, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private FileSource<String> lines() throws IOException {
        return FileSource.lines(in().toString());
    }

    @Test
    void when_filesAppear_then_eachIsReadOnceOldestFirst() throws Exception {
        put("b", "1\n2\n", 20);
        put("c", "3\n", 30);
        SourceQuery<String> query = new SourceQuery<>(lines());

        assertThat(query.runBatch()).containsExactly("1", "2", "3");
        assertThat(query.runBatch()).isEmpty();
        put("a", "0\n", 10); // moved in later, though older
        assertThat(query.runBatch()).containsExactly("0");
        assertThat(query.runBatch()).isEmpty();
        assertThat(query.at.text()).isEqualTo("3");
    }

    @Test
    void when_theQueryRestarts_then_committedFilesAreNotReadAgainAndOthersAre() throws Exception {
        put("a", "1\n");
        SourceQuery<String> query = new SourceQuery<>(lines());
        query.runBatch();
        put("b", "2\n");
        SourcePlan lost = query.plan();
        query.restart();

        assertThat(query.read(query.plan().splits())).containsExactly("2");
        assertThat(query.read(lost.splits())).containsExactly("2");
        query.commit(lost);
        assertThat(query.runBatch()).isEmpty();
    }

    @Test
    void when_aPlanIsThrownAwayAfterItWasRemembered_then_itsFilesComeAgain() throws Exception {
        put("a", "1\n");
        SourceQuery<String> query = new SourceQuery<>(lines());
        SourcePlan plan = query.plan();
        query.driver.remember(plan.splits(), new NoChanges());

        assertThat(query.read(query.plan().splits())).containsExactly("1");
    }

    @Test
    void when_aBatchIsUnderWay_then_theNextPlanTakesOtherFiles() throws Exception {
        put("a", "1\n", 1);
        put("b", "2\n", 2);
        SourceQuery<String> query = new SourceQuery<>(lines().maxFilesPerBatch(1));
        SourcePlan first = query.plan();
        query.driver.remember(first.splits(), new NoChanges());
        query.at = first.to();

        assertThat(query.read(query.plan().splits())).containsExactly("2");
    }

    @Test
    void when_namesAreHiddenOrBeingWritten_then_theyAreSkippedUntilTheyAreRenamed() throws Exception {
        for (String name : List.of("_a", ".b", "c.tmp", "d._COPYING_", "e.inprogress")) {
            put(name, name + "\n");
        }
        SourceQuery<String> query = new SourceQuery<>(lines());

        assertThat(query.runBatch()).isEmpty();
        Files.move(in().resolve("c.tmp"), in().resolve("c"));
        assertThat(query.runBatch()).containsExactly("c.tmp");
    }

    @Test
    void when_aNameComesBackWithOtherBytes_then_itIsANewFile() throws Exception {
        put("a", "1\n", 10);
        SourceQuery<String> query = new SourceQuery<>(lines());
        assertThat(query.runBatch()).containsExactly("1");

        put("a", "1\n2\n", 20);
        query.restart(); // looks at everything
        assertThat(query.runBatch()).containsExactly("1", "2");
        assertThat(query.runBatch()).isEmpty();
    }

    @Test
    void when_namesAndDirectoriesAreChosen_then_onlyTheseAreRead() throws Exception {
        put("a.log", "1\n", 1);
        put("b.txt", "2\n", 2);
        put("deep/c.log", "3\n", 3);
        put("deep/.d/e.log", "4\n", 4);

        assertThat(new SourceQuery<>(lines()).runBatch()).containsExactly("1", "2");
        assertThat(new SourceQuery<>(lines().named("*.{log,csv}")).runBatch()).containsExactly("1");
        assertThat(new SourceQuery<>(lines().recursive().named("*.log")).runBatch())
                .containsExactly("1", "3");
        assertThatThrownBy(() -> lines().named("[a"))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("'[a' is not a pattern");
    }

    @Test
    void when_newestComeFirst_then_theyDoInEveryBatch() throws Exception {
        put("a", "1\n", 1);
        put("b", "2\n", 2);
        put("c", "3\n", 3);
        SourceQuery<String> query = new SourceQuery<>(lines().newestFirst().maxFilesPerBatch(1));

        assertThat(query.runBatch()).containsExactly("3");
        assertThat(query.runBatch()).containsExactly("2");
        assertThat(query.runBatch()).containsExactly("1");
    }

    @Test
    void when_bytesAreLimited_then_aLargerFileIsTakenAlone() throws Exception {
        put("a", "1\n", 1);
        put("b", "22222222222222222222\n", 2);
        put("c", "3\n", 3);
        put("d", "4\n", 4);
        SourceQuery<String> query = new SourceQuery<>(lines().maxBytesPerBatch(4));

        SourcePlan first = query.plan();
        assertThat(first.behindBytes()).isEqualTo(25);
        assertThat(query.runBatch()).containsExactly("1");
        assertThat(query.runBatch()).containsExactly("22222222222222222222");
        assertThat(query.runBatch()).containsExactly("3", "4");
    }

    @Test
    void when_aFileIsLarge_then_severalTasksReadItAndEachLineComesOnce() throws Exception {
        List<String> rows =
                IntStream.range(0, 400_000).mapToObj(i -> "row " + i).toList();
        put("a", String.join("\n", rows));
        SourceQuery<String> query = new SourceQuery<>(lines()).parallelism(4);

        SourcePlan plan = query.plan();

        assertThat(plan.splits()).hasSizeGreaterThan(3);
        assertThat(query.read(plan.splits())).isEqualTo(rows);
        query.commit(plan);
        assertThat(query.runBatch()).isEmpty();
    }

    @Test
    void when_theEndIsFrozen_then_filesThatComeLaterAreLeft() throws Exception {
        put("a", "1\n", 1);
        put("b", "2\n", 2);
        SourceQuery<String> query = new SourceQuery<>(lines().maxFilesPerBatch(1));

        assertThat(query.driver.freezeEnd()).isTrue();
        put("c", "3\n", 0);

        assertThat(query.runBatch()).containsExactly("1");
        assertThat(query.runBatch()).containsExactly("2");
        assertThat(query.runBatch()).isEmpty();
    }

    @Test
    void when_aPlannedFileIsChangedOrGone_then_readingItFailsAndSaysSo() throws Exception {
        Path a = put("a", "1\n", 1);
        SourceQuery<String> query = new SourceQuery<>(lines());
        SourcePlan plan = query.plan();

        Files.setLastModifiedTime(a, FileTime.fromMillis(5));
        assertFails(query, plan, "was written again after it was planned");
        Files.writeString(a, "1\n2\n");
        assertFails(query, plan, "was changed from 2 to 4 bytes after it was planned");
        Files.delete(a);
        assertFails(query, plan, "was deleted or renamed after it was planned");
        Files.createSymbolicLink(a, Files.writeString(root.resolve("outside"), "1\n"));
        assertFails(query, plan, "outside of the directory");
    }

    private static void assertFails(SourceQuery<String> query, SourcePlan plan, String message) {
        assertThatThrownBy(() -> query.read(plan.splits()))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining(message);
    }

    @Test
    void when_changedFilesAreSkipped_then_theOthersAreRead() throws Exception {
        Path a = put("a", "1\n", 1);
        put("b", "2\n", 2);
        SourceQuery<String> query = new SourceQuery<>(lines().skipChangedFiles());
        SourcePlan plan = query.plan();

        Files.delete(a);

        assertThat(query.read(plan.splits())).containsExactly("2");
    }

    @Test
    void when_namesComeTwiceGoAndAreRenamed_then_eachFileThatStaysIsReadOnce() throws Exception {
        put("a", "1\n", 1);
        put("deep/a", "2\n", 2); // the same name elsewhere
        put("gone", "3\n", 3);
        put("half.tmp", "4\n", 4);
        SourceQuery<String> query = new SourceQuery<>(lines().recursive());
        Files.delete(in().resolve("gone"));
        Files.move(in().resolve("half.tmp"), in().resolve("whole"));
        List<String> read = new ArrayList<>(query.runBatch());
        put("a", "5\n", 5); // the same name again, with other bytes
        Files.move(in().resolve("deep/a"), in().resolve("deep/b")); // a new name, so a new file
        query.restart(); // looks at everything
        read.addAll(query.runBatch());
        query.restart();
        read.addAll(query.runBatch());
        assertThat(read).containsExactly("1", "2", "4", "2", "5");
    }

    @Test
    void when_aFileGrowsAfterItsBatchWasPlanned_then_theBatchFailsWhileItDoesAndIsExactOnceItIsAsItWas()
            throws Exception {
        Path half = put("a", "1\n", 1);
        SourceQuery<String> query = new SourceQuery<>(lines());
        SourcePlan plan = query.plan();
        Files.writeString(half, "1\n2\n");
        assertFails(query, plan, "let files be complete before they get their name");
        put("a", "1\n", 1);
        assertThat(query.read(plan.splits())).containsExactly("1");
    }

    @Test
    void when_thereAreVeryManyFiles_then_eachIsReadOnce() throws Exception {
        int files = Integer.getInteger("many.files", 5_000); // 100,000 by hand: -Dmany.files=100000
        for (int file = 0; file < files; file++) {
            Files.writeString(in().resolve("f" + file), file + "\n");
        }
        SourceQuery<String> query = new SourceQuery<>(lines().maxFilesPerBatch(files / 4 + 1));
        List<Integer> read = new ArrayList<>();
        for (int batch = 0; batch < 6; batch++) {
            query.runBatch().forEach(line -> read.add(Integer.valueOf(line)));
            query.restart();
        }
        assertThat(read.stream().sorted().toList())
                .isEqualTo(IntStream.range(0, files).boxed().toList());
    }

    @Test
    void when_aFileAppears_then_theQueryIsWoken() throws Exception {
        put("a", "1\n", 1);
        SourceQuery<String> query = new SourceQuery<>(lines());
        query.runBatch();
        assertThat(query.driver.wakes()).as("before the next look").isFalse();
        query.runBatch();
        try {
            assumeTrue(query.driver.wakes(), "this disk does not tell of changes");
            assertThat(query.woken.availablePermits()).isZero();
            put("b", "2\n", 2);
            assertThat(query.woken.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            assertThat(query.runBatch()).containsExactly("2");
        } finally {
            query.driver.close();
        }
    }

    @Test
    void when_aLinkLeadsOut_then_itIsRefusedAndOneThatStaysInsideIsRead() throws Exception {
        put("deep/a", "1\n");
        Files.createSymbolicLink(in().resolve("inside"), in().resolve("deep/a"));
        Files.createSymbolicLink(in().resolve("toNothingYet"), root.resolve("nothing"));
        assertThat(new SourceQuery<>(lines()).runBatch()).containsExactly("1");

        Files.createSymbolicLink(in().resolve("escape"), Files.writeString(root.resolve("secret"), "2\n"));
        assertThatThrownBy(() -> new SourceQuery<>(lines()).runBatch())
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("escape leads to")
                .hasMessageContaining("outside of the directory");
    }

    @Test
    void when_recordsAreRead_then_badOnesAreHandedOverWithTheirPlace() throws Exception {
        put("a.csv", "path,bytes\n/x,1\n/y,many\n/z,3\n");
        put("b.json", "{\"path\":\"/x\",\"bytes\":1}\n{\"path\n{\"path\":\"/z\",\"bytes\":3}\n");
        SourceQuery<Hit> csv = new SourceQuery<>(FileSource.csv(in().toString(), Hit.class, CsvOptions.withHeader())
                .named("*.csv"));
        SourceQuery<Hit> json =
                new SourceQuery<>(FileSource.json(in().toString(), Hit.class).named("*.json"));

        assertThat(csv.runBatch()).containsExactly(new Hit("/x", 1), new Hit("/z", 3));
        assertThat(csv.bad).singleElement().asString().contains("a.csv line 3").endsWith("/y,many");
        assertThat(json.runBatch()).containsExactly(new Hit("/x", 1), new Hit("/z", 3));
        assertThat(json.bad).singleElement().asString().contains("b.json line 2");
    }

    @Test
    void when_filesMayGo_then_theyGoBelowTheLowWaterMarkOnlyAndAreForgotten() throws Exception {
        put("a", "1\n", 1);
        put("b", "2\n", 2);
        SourceQuery<String> query =
                new SourceQuery<>(lines().maxFilesPerBatch(1).deleteAfterCommit());
        query.runBatch();
        query.runBatch();

        query.driver.commit(new io.tidewheel.streaming.source.Offset("1"));
        assertThat(in().resolve("a")).doesNotExist();
        assertThat(in().resolve("b")).exists();
        put("c", "3\n", 3);
        query.runBatch();
        assertThat(query.state).hasSize(2); // b and c
    }

    @Test
    void when_itCrashedBeforeFilesWereArchived_then_theNextRunDoesIt() throws Exception {
        Path archive = root.resolve("archive");
        Files.createDirectories(archive);
        Files.writeString(archive.resolve("a"), "earlier\n");
        put("a", "1\n", 1);
        SourceQuery<String> query = new SourceQuery<>(lines().archiveTo(archive.toString()));
        query.runBatch();
        query.restart();

        assertThat(query.runBatch()).isEmpty();
        query.driver.commit(query.at);

        assertThat(in().resolve("a")).doesNotExist();
        assertThat(archive.resolve("a")).hasContent("earlier\n");
        assertThat(archive.resolve("a.0")).hasContent("1\n");
    }

    @Test
    void when_severalSourcesArchiveIntoOneDirectory_then_noFileIsLost() throws Exception {
        Path archive = root.resolve("archive");
        for (int source = 0; source < 4; source++) {
            put("a", source + "\n", source);
            SourceQuery<String> query = new SourceQuery<>(lines().archiveTo(archive.toString()));
            query.runBatch(); // each calls it its first file
            query.driver.commit(query.at);
        }

        assertThat(in().resolve("a")).doesNotExist();
        assertThat(archive.resolve("a")).hasContent("0\n");
        assertThat(archive.resolve("a.0")).hasContent("1\n");
        assertThat(archive.resolve("a.0-1")).hasContent("2\n");
        assertThat(archive.resolve("a.0-2")).hasContent("3\n");
    }

    @Test
    void when_itDiedWhileItArchivedAFile_then_theNextRunFinishesThat() throws Exception {
        Path archive = Files.createDirectories(root.resolve("archive"));
        Path file = put("a", "1\n", 1);
        SourceQuery<String> query = new SourceQuery<>(lines().archiveTo(archive.toString()));
        query.runBatch();
        Files.createLink(archive.resolve("a"), file);
        query.restart();
        query.runBatch();
        query.driver.commit(query.at);

        assertThat(file).doesNotExist();
        assertThat(archive.toFile().list()).containsExactly("a");
    }

    @Test
    void when_theDirectoryIsMissing_then_theQueryDoesNotStart() {
        assertThatThrownBy(() ->
                        new SourceQuery<>(FileSource.lines(root.resolve("none").toString())))
                .isInstanceOf(TidewheelException.class)
                .hasMessageContaining("none, which does not exist")
                .hasMessageContaining("source 'in' of query 'q'");
    }

    private static final class NoChanges implements io.tidewheel.streaming.source.SourceState.Changes {
        @Override
        public void put(byte[] key, byte[] value) {}

        @Override
        public void remove(byte[] key) {}
    }
}
