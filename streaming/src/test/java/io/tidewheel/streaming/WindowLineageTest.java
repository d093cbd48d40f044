package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.data.Pair;
import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.schedule.LocalBackend;
import io.tidewheel.storage.StoredFile;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept so that windows can be computed again, and how it is used. */
class WindowLineageTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemorySource<Integer> numbers = MemorySource.forgetting();
    private final MemorySink<Pair<String, Integer>> out = MemorySink.create();
    private final MemorySink<String> late = MemorySink.create();
    private final AtomicReference<@Nullable LocalBackend> backend = new AtomicReference<>();
    private int length = 3; // seconds
    private int slide = 1;
    private BiConsumer<KeyedDStream<String, Integer>, Duration> job =
            (in, of) -> plain(in).to("out", out);

    private KeyedDStream<String, Integer> plain(KeyedDStream<String, Integer> in) {
        return in.reduceByKeyAndWindow(Integer::sum, Duration.ofSeconds(length), Duration.ofSeconds(slide));
    }

    private KeyedDStream<String, Integer> inverse(KeyedDStream<String, Integer> in) {
        return in.reduceByKeyAndWindow(
                Integer::sum,
                (all, gone) -> all - gone,
                Duration.ofSeconds(length),
                Duration.ofSeconds(slide),
                (key, sum) -> sum != 0);
    }

    private QueryHarness<Void, Pair<String, Integer>> query() {
        return QueryHarness.of(out, streams -> {
            KeyedDStream<String, Integer> in =
                    streams.interval(SECOND).from("in", numbers).keyBy(number -> "sum");
            in.forEachBatch("session", (rows, batch) -> backend.set(local(rows.session())));
            job.accept(in, SECOND);
        });
    }

    private static LocalBackend local(Tidewheel session) {
        return (LocalBackend) SessionAccess.to(session).backend();
    }

    private LocalBackend backend() {
        LocalBackend known = backend.get();
        assertThat(known).isNotNull();
        return known;
    }

    private long blocks() {
        return backend().blocks().keys().stream()
                .filter(CachedBlock.class::isInstance)
                .count();
    }

    private static Pair<String, Integer> sum(int value) {
        return Pair.of("sum", value);
    }

    private static long recomputed(QueryProgress progress) {
        return progress.counters().getOrDefault("recomputedPartitions", 0L);
    }

    @Test
    void when_storedPanesAreLost_then_theyAreComputedAgainAndCounted() {
        QueryHarness<Void, Pair<String, Integer>> query = query();
        query.add(numbers, 1).runBatch().expect(sum(1)).expectProgress(done -> assertThat(recomputed(done))
                .isZero());
        query.add(numbers, 2).runBatch().expect(sum(3));
        backend().blocks().removeIf(CachedBlock.class::isInstance);
        query.add(numbers, 4).runBatch().expect(sum(7)).expectProgress(done -> assertThat(recomputed(done))
                .isPositive());
        query.add(numbers, 8).runBatch().expect(sum(14)).expectProgress(done -> assertThat(done.numInputRows())
                .isEqualTo(1));
        query.verify();
    }

    @Test
    void when_panesOfAnInverseAreLost_then_whatLeavesIsComputedAgain() {
        job = (in, of) -> inverse(in).to("out", out);
        QueryHarness<Void, Pair<String, Integer>> query = query();
        query.add(numbers, 1)
                .runBatch()
                .add(numbers, 2)
                .runBatch()
                .add(numbers, 4)
                .runBatch();
        backend().blocks().removeIf(CachedBlock.class::isInstance);
        query.add(numbers, 8).runBatch();
        backend().blocks().removeIf(CachedBlock.class::isInstance);
        query.advance(Duration.ofSeconds(5))
                .expectAll(sum(1), sum(3), sum(7), sum(14), sum(12), sum(8))
                .verify();
    }

    @Test
    void when_aFunctionFindsPanesMissing_then_theNextAttemptHasThem() {
        List<Pair<Long, Integer>> seen = new ArrayList<>();
        boolean[] fails = {false};
        job = (in, of) -> plain(in).forEachBatch("function", (rows, batch) -> {
            if (fails[0]) {
                fails[0] = false;
                backend().blocks().removeIf(CachedBlock.class::isInstance);
            }
            rows.collect().forEach(row -> seen.add(Pair.of(batch.id(), row.value())));
        });
        QueryHarness<Void, Pair<String, Integer>> query = query();
        query.config("tidewheel.batch.max.failures", "2");
        query.add(numbers, 1).runBatch().add(numbers, 2).runBatch();
        fails[0] = true;
        query.add(numbers, 4).runBatch().close();
        assertThat(seen).containsExactly(Pair.of(0L, 1), Pair.of(1L, 3), Pair.of(2L, 7));
    }

    @Test
    void when_manyBatchesRun_then_nothingGrows() {
        job = (in, of) -> {
            plain(in).to("out", MemorySink.keepingLast(2));
            inverse(in).to("kept", MemorySink.keepingLast(2));
            in.window(Duration.ofSeconds(2)).window(Duration.ofSeconds(4)).to("nested", MemorySink.keepingLast(2));
        };
        QueryHarness<Void, Pair<String, Integer>> query = query();
        for (int batch = 0; batch < 64; batch++) {
            query.add(numbers, batch).runBatch();
        }
        long blocks = blocks();
        long files = files(query.disk());
        for (int batch = 0; batch < 384; batch++) {
            query.add(numbers, batch).runBatch();
            assertThat(blocks()).as("blocks after batch " + batch).isLessThanOrEqualTo(blocks);
        }
        assertThat(files(query.disk())).isLessThan(files + 8);
        query.restart().add(numbers, 1).runBatch();
        query.close();
    }

    private static long files(SimulatedDisk disk) {
        long files = 0;
        try {
            Deque<String> open = new ArrayDeque<>(List.of("/checkpoint"));
            while (!open.isEmpty()) {
                for (StoredFile file : disk.list(open.pop())) {
                    files++;
                    if (file.directory()) {
                        open.push(file.path());
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return files;
    }

    @Test
    void when_windowsNeedRowsAgain_thenAndOnlyThen_theSourceKeepsThem() {
        NotedNumbers noted = new NotedNumbers(numbers, true);
        MemorySink<Integer> windows = MemorySink.create();
        QueryHarness<Void, Integer> query = QueryHarness.of(windows, streams -> streams.interval(SECOND)
                .from("in", noted)
                .window(Duration.ofSeconds(4), Duration.ofSeconds(2))
                .to("out", windows));
        for (int batch = 0; batch < 20; batch++) {
            query.add(numbers, batch).runBatch();
        }
        // batch 19 is at a slide; the journal can go back to batch 18, behind which a slide needs 16 and on
        assertThat(noted.lowWater()).isEqualTo(16);
        query.crash().restart();
        query.add(numbers, 20).runBatch().add(numbers, 21).runBatch();
        assertThat(windows.batches().get(21L)).containsExactly(18, 19, 20, 21);
        query.advance(Duration.ofSeconds(20)).add(numbers, 22).runBatch();
        query.add(numbers, 23).runBatch().add(numbers, 24).runBatch();
        assertThat(noted.lowWater()).isGreaterThanOrEqualTo(21);
        query.close();
    }

    @Test
    void when_aBatchIsComputedAgain_then_itIsThatBatchStill() {
        MemorySink<String> windows = MemorySink.create();
        MemorySource<Integer> seconds = MemorySource.create();
        QueryHarness<Void, String> query = QueryHarness.of(windows, streams -> {
            DStream<Integer> in = streams.interval(SECOND).from("in", seconds);
            in.map(number -> Batch.current().id() + ":" + number)
                    .window(Duration.ofSeconds(3))
                    .to("out", windows);
            in.withEventTime(second -> Instant.ofEpochSecond(second), Duration.ZERO)
                    .keyBy(second -> "late")
                    .window(Windows.tumbling(SECOND))
                    .lateRows()
                    .values()
                    .window(Duration.ofSeconds(3))
                    .map(second -> "late " + second)
                    .to("late", late);
        });
        query.add(seconds, 5).runBatch().add(seconds, 1, 7).runBatch().crash().restart(1);
        query.add(seconds, 6, 9).runBatch();
        query.expectAll("0:5", "0:5", "1:1", "1:7", "0:5", "1:1", "1:7", "2:6", "2:9");
        assertThat(late.rows()).containsExactly("late 1", "late 1", "late 6");
        query.verify();
    }

    @Test
    void when_aWindowIsGivenAnotherLength_then_itIsLongerAtOnce() {
        QueryHarness<Void, Pair<String, Integer>> query = query();
        query.add(numbers, 1)
                .runBatch()
                .add(numbers, 2)
                .runBatch()
                .add(numbers, 4)
                .runBatch();
        query.expectAll(sum(1), sum(3), sum(7));
        length = 2;
        query.restart().add(numbers, 8).runBatch().expect(sum(12)).verify();
    }

    @Test
    void when_aWindowWithAnInverseIsGivenAnotherLength_then_theStartIsRefused() {
        job = (in, of) -> inverse(in).to("out", out);
        QueryHarness<Void, Pair<String, Integer>> query = query();
        query.add(numbers, 1).runBatch();
        length = 4;
        assertThatThrownBy(query::restart)
                .hasMessageContainingAll(
                        "incompatible", "window of 3000 ms every 1000 ms", "window of 4000 ms every 1000 ms");
        query.close();
    }

    @Test
    void when_aWindowWithAnInverseIsNew_then_itTakesAwayOnlyWhatItHasCounted() {
        length = 6; // whose lineage goes back further
        QueryHarness<Void, Pair<String, Integer>> query = query();
        query.add(numbers, 1).runBatch().add(numbers, 2).runBatch();
        MemorySink<Pair<String, Integer>> kept = MemorySink.create();
        job = (in, of) -> {
            plain(in).to("out", out);
            in.reduceByKeyAndWindow(Integer::sum, (all, gone) -> all - gone, SECOND.multipliedBy(2), SECOND)
                    .to("kept", kept);
        };
        query.restart().add(numbers, 4).runBatch().add(numbers, 8).runBatch();
        query.advance(Duration.ofSeconds(3));
        assertThat(out.rows()).startsWith(sum(1), sum(3), sum(7), sum(15));
        assertThat(kept.rows()).containsExactly(sum(4), sum(12), sum(8), sum(0), sum(0));
        query.close();
    }

    @Test
    void when_windowsAreTakenOutOfAQuery_then_itsSourcesKeepNothingForThem() {
        QueryHarness<Void, Pair<String, Integer>> query = query();
        query.add(numbers, 1).runBatch().add(numbers, 2).runBatch();
        job = (in, of) -> in.to("out", out);
        query.restart().add(numbers, 4).runBatch().add(numbers, 8).runBatch();
        job = (in, of) -> plain(in).to("out", out);
        query.restart().add(numbers, 16).runBatch().expectAll(sum(1), sum(3), sum(4), sum(8), sum(16));
        query.verify();
    }

    private QueryHarness<Void, Integer> windowOver(NotedNumbers source, MemorySink<Integer> windows) {
        return QueryHarness.of(windows, streams -> streams.interval(SECOND)
                .from("in", source)
                .window(Duration.ofSeconds(4))
                .to("out", windows));
    }

    @Test
    void when_aSourceForgets_thenItKeepsNothingForWindows_andTheirQueryDoesNotStartAgainUntilTheyAreOver() {
        NotedNumbers forgetful = new NotedNumbers(numbers, false);
        MemorySink<Integer> windows = MemorySink.create();
        QueryHarness<Void, Integer> query = windowOver(forgetful, windows);
        for (int batch = 0; batch < 10; batch++) {
            query.add(numbers, batch).runBatch();
        }
        assertThat(forgetful.lowWater()).isEqualTo(9);
        query.advance(Duration.ofSeconds(10)).restart();
        query.add(numbers, 10).runBatch();
        assertThatThrownBy(query::restart)
                .hasMessageContainingAll("still need what batch", "source 'in', noted numbers", "new checkpoint");
        query.close();
    }

    @Test
    void when_onlyOneOfTwoSourcesHasWindows_then_theOtherKeepsNothing() {
        NotedNumbers noted = new NotedNumbers(numbers, true);
        MemorySource<Integer> others = MemorySource.create();
        MemorySink<Integer> windows = MemorySink.create();
        QueryHarness<Void, Integer> query = QueryHarness.of(windows, streams -> {
            streams.interval(SECOND).from("in", noted).to("noted", MemorySink.create());
            streams.from("others", others).window(Duration.ofSeconds(4)).to("out", windows);
        });
        for (int batch = 0; batch < 10; batch++) {
            query.add(numbers, batch).add(others, batch).runBatch();
        }
        assertThat(noted.lowWater()).isEqualTo(9);
        query.close();
    }
}
