package io.tidewheel.connectors.files;

import static io.tidewheel.connectors.files.SinkQuery.committedLines;
import static io.tidewheel.connectors.files.SinkQuery.parts;
import static io.tidewheel.connectors.files.SinkQuery.plainLines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.file.TextCompression;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
    record Hit(String path, long bytes) {}

    @TempDir
    Path root;

    private FileSink<String> lines() {
        return FileSink.lines(out().toString());
    }

    private Path out() {
        return root.resolve("out");
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(TidewheelException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(message);
        });
    }

    @Test
    void when_aBatchIsCommitted_then_ourReaderSeesItAndPlainToolsDoOnceItIsRolled() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines());

        byte[] token = query.driver.prepare(query.batch(0, List.of("a", "b"), List.of("c")));
        assertThat(committedLines(out())).isEmpty();
        query.driver.commit(0, token);
        query.driver.commit(0, token);

        assertThat(committedLines(out())).containsExactly("a", "b", "c");
        assertThat(plainLines(out())).isEmpty();
        query.driver.drained();
        assertThat(plainLines(out())).containsExactly("a", "b", "c");
        assertThat(committedLines(out())).containsExactly("a", "b", "c");
        assertThat(parts(out())).extracting(Path::getFileName).hasToString("[part-0000000000-1.txt]");
    }

    @Test
    void when_thereAreAThousandTinyBatches_then_thereIsAHandfulOfFiles() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines().rollAt(10_000));
        List<String> rows = new ArrayList<>();

        for (int i = 0; i < 1000; i++) {
            String row = String.format("row number %06d of the test, padded to have some length", i);
            rows.add(row);
            query.run(List.of(row));
        }
        query.driver.drained();
        query.driver.close();

        assertThat(plainLines(out())).isEqualTo(rows);
        assertThat(committedLines(out())).isEqualTo(rows);
        assertThat(parts(out())).hasSizeBetween(2, 8);
        assertThat(fileCount()).isLessThan(25);
    }

    private int fileCount() throws IOException {
        try (Stream<Path> all = Files.walk(out())) {
            return (int) all.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void when_rowsAreOldEnough_then_aTickMakesThemVisible() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines().rollEvery(Duration.ofSeconds(10)));
        assertThat(query.driver.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);
        query.run(List.of("a"));
        query.clock.advance(Duration.ofSeconds(4));
        query.run(List.of("b"));

        assertThat(query.driver.nextDeadlineMillis()).isEqualTo(1_010_000);
        query.driver.tick();
        assertThat(plainLines(out())).isEmpty();
        query.restart();
        query.clock.advance(Duration.ofMillis(query.driver.nextDeadlineMillis() - query.clock.epochMillis()));
        query.driver.tick();

        assertThat(query.clock.epochMillis()).isEqualTo(1_010_000);
        assertThat(plainLines(out())).containsExactly("a", "b");
        assertThat(query.driver.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void when_rollingIsOff_then_everyBatchWithRowsIsVisibleAtItsCommit() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines().rollEveryBatch());

        query.run(List.of("a"));
        assertThat(plainLines(out())).containsExactly("a");
        query.run();
        query.run(List.of("b"));
        assertThat(plainLines(out())).containsExactly("a", "b");
        assertThat(parts(out())).hasSize(2);
    }

    @Test
    void when_aBatchIsAborted_then_nobodyEverSeesIt() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines());
        query.run(List.of("a"));

        query.driver.prepare(query.batch(1, List.of("lost")));
        query.driver.abort(1);
        assertThat(committedLines(out())).containsExactly("a");
        query.run(List.of("b"));
        query.driver.prepare(query.batch(2, List.of("lost too")));
        query.run(List.of("c")); // prepared again without an abort

        assertThat(committedLines(out())).containsExactly("a", "b", "c");
        query.driver.drained();
        assertThat(plainLines(out())).containsExactly("a", "b", "c");
        assertThat(committedLines(out())).containsExactly("a", "b", "c");
    }

    @Test
    void when_theProcessDies_then_theNextEpochGoesOnFromWhatTheJournalHolds() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines());
        query.run(List.of("a"));
        query.driver.prepare(query.batch(1, List.of("not journalled")));
        query.restart();
        assertThat(committedLines(out())).containsExactly("a");
        query.run(List.of("b"));
        query.journal(2, query.driver.prepare(query.batch(2, List.of("journalled, not committed"))));
        query.restart().restart();

        assertThat(committedLines(out())).containsExactly("a", "b", "journalled, not committed");
        query.driver.drained();
        query.restart();
        assertThat(plainLines(out())).containsExactly("a", "b", "journalled, not committed");
        assertThat(committedLines(out())).containsExactly("a", "b", "journalled, not committed");
    }

    @Test
    void when_tasksWriteMuch_then_theirFilesBecomePartsWithoutBeingCopiedOrAreAppended() throws Exception {
        List<String> many = IntStream.range(0, 1000).mapToObj(i -> "row " + i).toList();
        List<String> some = IntStream.range(0, 30).mapToObj(i -> "more " + i).toList();
        SinkQuery<String> query = new SinkQuery<>(lines().rollAt(10_000).keepingInMemory(100));

        query.run(many, some, List.of("x"));

        assertThat(plainLines(out())).isEqualTo(many);
        assertThat(committedLines(out()))
                .hasSize(1031)
                .containsAll(many)
                .containsAll(some)
                .contains("x");
        query.journal(1, query.driver.prepare(query.batch(1, many)));
        query.restart();
        assertThat(plainLines(out())).hasSize(2000);
        query.driver.drained();
        assertThat(plainLines(out())).hasSize(2031);
        assertThat(hidden()).noneMatch(name -> name.endsWith(".staged") || name.endsWith(".rows"));
    }

    private List<String> hidden() throws IOException {
        try (Stream<Path> files = Files.list(out().resolve(".tidewheel"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void when_aZombieGoesOn_then_itCanMakeNothingVisible() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines());
        query.run(List.of("a"));
        TwoPhaseSink.Driver<String> zombie = query.driver;
        query.restart();

        assertFails(Kind.FENCED, "taken over by epoch 2", zombie::drained);
        query.run(List.of("b"));
        query.driver.drained();
        assertThat(plainLines(out())).containsExactly("a", "b");
        assertThat(committedLines(out())).containsExactly("a", "b");
        assertFails(Kind.FENCED, "taken over by epoch 2", () -> query.open(1).recover(0, query.token));
    }

    @Test
    void when_theSinkIsAheadOfTheJournal_then_theStartIsRefused() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines().rollEveryBatch());
        query.run(List.of("a")).run(List.of("b"));

        assertFails(Kind.CHECKPOINT, "hold batch 1 of the query, but its journal ends with batch 0", () -> query.open(5)
                .recover(0, null));
    }

    @Test
    void when_anotherQueryHasTheDirectory_then_itIsRefused() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines());
        query.queryId = "id-2";

        assertFails(Kind.CONFIGURATION, "is written by another sink", query::restart);
    }

    @Test
    void when_committedBytesAreDamaged_then_theRollSaysWhichFile() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines());
        query.run(List.of("a"));
        query.restart(); // whose roll has to copy
        Path piece = out().resolve(".tidewheel").resolve("1-00000001.rows");
        Files.writeString(piece, "b\n");

        assertFails(Kind.CHECKPOINT, "1-00000001.rows, of which 2 bytes are committed rows", query.driver::drained);
    }

    @Test
    void when_recordsAreWritten_then_eachPartIsWholeCsv() throws Exception {
        SinkQuery<Hit> query = new SinkQuery<>(FileSink.csv(out().toString(), Hit.class));
        query.run(List.of(new Hit("/a", 1)), List.of(new Hit("/b", 2)));
        query.restart();
        query.run(List.of(new Hit("/c", 3)));
        query.driver.drained();

        assertThat(plainLines(out())).containsExactly("path,bytes", "/a,1", "/b,2", "/c,3");
        assertThat(committedLines(out())).containsExactly("path,bytes", "/a,1", "/b,2", "/c,3");
    }

    @Test
    void when_rowsBecomeJsonOrAreCompressed_then_theFilesSaySo() throws Exception {
        SinkQuery<Hit> json =
                new SinkQuery<>(FileSink.<Hit>json(out().toString()).rollEveryBatch());
        json.run(List.of(new Hit("/a", 1)));
        assertThat(plainLines(out())).containsExactly("{\"path\":\"/a\",\"bytes\":1}");

        Path packed = root.resolve("packed");
        SinkQuery<String> gzip =
                new SinkQuery<>(FileSink.<String>lines(packed.toString()).compressed(TextCompression.GZIP));
        gzip.run(List.of("a"), List.of("b")).run(List.of("c"));
        gzip.driver.drained();
        Path part = parts(packed).get(0);
        assertThat(part.toString()).endsWith(".txt.gz");
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(part))) {
            assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("a\nb\nc\n");
        }
    }

    @Test
    void when_aDatasetReadsTheSink_then_itHasVisibleAndPendingRows() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines());
        query.run(List.of("a"));
        query.driver.drained();
        query.run(List.of("b", "c"));
        query.driver.prepare(query.batch(2, List.of("not committed")));

        try (Tidewheel session = Tidewheel.builder().master("local[2]").open()) {
            assertThat(CommittedFiles.lines(session, out().toString()).collect())
                    .containsExactly("a", "b", "c");
        }
    }

    @Test
    void when_aDatasetReadsACompressedSink_then_itHasVisibleAndPendingRows() throws Exception {
        try (Tidewheel session = Tidewheel.builder().master("local[2]").open()) {
            for (TextCompression how : TextCompression.values()) {
                String directory = root.resolve(how.name()).toString();
                SinkQuery<String> query =
                        new SinkQuery<>(FileSink.<String>lines(directory).compressed(how));
                query.run(List.of("a"), List.of("b")).run(List.of("c"));
                query.driver.drained();
                query.run(List.of("d")).run(List.of("e", "f"));

                assertThat(CommittedFiles.lines(session, directory).collect())
                        .as(directory)
                        .containsExactly("a", "b", "c", "d", "e", "f");
            }
        }
    }

    @Test
    void when_theSinkIsReadWhileItIsWritten_then_everyLookShowsWholeBatchesAndNoneTwice() throws Exception {
        SinkQuery<String> query = new SinkQuery<>(lines().rollAt(60));
        AtomicBoolean done = new AtomicBoolean();
        List<String> problems = new ArrayList<>();
        Thread reader = new Thread(() -> {
            int last = 0;
            while (!done.get() && problems.isEmpty()) {
                try {
                    List<String> seen = committedLines(out());
                    if (seen.size() < last || !seen.equals(rows(seen.size() / 2))) {
                        problems.add(last + " rows, then " + seen);
                    }
                    last = seen.size();
                } catch (Exception e) {
                    problems.add(e.toString());
                }
            }
        });
        reader.start();
        for (int i = 0; i < 300; i++) {
            List<String> batch = List.of(i + " first", i + " second");
            if (i % 17 == 3) {
                query.driver.prepare(query.batch(i, batch));
                query.driver.abort(i);
            }
            if (i % 29 == 5) {
                query.driver.close();
                query.restart();
            }
            query.run(batch);
        }
        done.set(true);
        reader.join();

        assertThat(problems).isEmpty();
        assertThat(committedLines(out())).isEqualTo(rows(300));
    }

    private static List<String> rows(int batches) {
        return IntStream.range(0, batches)
                .boxed()
                .flatMap(i -> Stream.of(i + " first", i + " second"))
                .toList();
    }
}
