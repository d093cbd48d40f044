package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How rows are counted that come too late; event times are the rows' values, in seconds. */
class LateRowsTest {
    private static final Windows FIVE = Windows.tumbling(Duration.ofSeconds(5));
    private static final Windows TEN = Windows.sliding(Duration.ofSeconds(10), Duration.ofSeconds(5));

    private final MemorySource<Integer> in = MemorySource.create();
    private final MemorySink<Pair<String, Integer>> late = MemorySink.create();

    private EventKeyedDStream<String, Integer> rows(Streams streams) {
        EventDStream<Integer> seconds =
                streams.from("in", in).withEventTime(second -> Instant.ofEpochSecond(second), Duration.ZERO);
        return seconds.keyBy(second -> "all");
    }

    private static void expectLate(QueryHarness<Void, Pair<String, Integer>> query, Map<String, Long> counters) {
        query.expectProgress(progress -> {
            Map<String, Long> found = new TreeMap<>(progress.counters());
            found.keySet().removeIf(name -> !name.contains("ateRows"));
            assertThat(found).isEqualTo(counters);
        });
    }

    @Test
    void when_onlyLateRowsAreAskedFor_then_theyAreCountedOnceHoweverManyReadThem() {
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(late, streams -> {
            KeyedDStream<String, Integer> rows = rows(streams).window(FIVE).lateRows();
            rows.to("late", late);
            rows.filter((key, second) -> second > 2).to("some", MemorySink.create());
        })) {
            query.add(in, 20)
                    .runBatch()
                    .expectNothing()
                    .add(in, 1, 3, 19, 2)
                    .runBatch()
                    .expect(Pair.of("all", 1), Pair.of("all", 3), Pair.of("all", 19), Pair.of("all", 2))
                    .crash()
                    .restart(3)
                    .add(in, 4, 30)
                    .runBatch()
                    .expect(Pair.of("all", 4));
            expectLate(query, Map.of("lateRows.tumbling windows of PT5S of in", 5L));
            query.verify();
        }
    }

    @Test
    void when_lateRowsAreAggregated_then_theyAreCountedOnceAllTheSame() {
        MemorySink<Pair<String, Long>> counts = MemorySink.create();
        try (QueryHarness<Void, Pair<String, Long>> query = QueryHarness.of(counts, streams -> rows(streams)
                .window(FIVE)
                .lateRows()
                .aggregate(Aggregators.count())
                .named("late so far")
                .to("counts", counts))) {
            query.add(in, 20)
                    .runBatch()
                    .expectNothing()
                    .add(in, 1, 3)
                    .runBatch()
                    .expect(Pair.of("all", 2L))
                    .crash()
                    .restart()
                    .add(in, 2, 30)
                    .runBatch()
                    .expect(Pair.of("all", 3L))
                    .expectProgress(progress -> assertThat(progress.counters())
                            .containsEntry("lateRows.tumbling windows of PT5S of in", 3L))
                    .verify();
        }
    }

    @Test
    void when_nobodyReadsTheLateRows_then_theyAreCountedAndTheWatermarkMoves() {
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(late, streams -> {
            rows(streams).window(FIVE).lateRows().forEachBatch("nothing", (dataset, batch) -> {});
            streams.from("none", MemorySource.<Pair<String, Integer>>create()).to("late", late);
        })) {
            query.add(in, 20, 1).runBatch().add(in, 1, 3, 19, 2).runBatch();
            expectLate(query, Map.of("lateRows.tumbling windows of PT5S of in", 4L));
            assertThat(query.watermarkMillis()).isEqualTo(20_000);
        }
    }

    @Test
    void when_lateRowsOfSeveralWindowsAreAskedFor_then_eachIsCountedByItself() {
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(late, streams -> {
            EventKeyedDStream<String, Integer> rows = rows(streams);
            rows.window(FIVE).lateRows().to("late", late);
            rows.window(TEN).lateRows().to("of ten", MemorySink.create());
            rows.filter((key, second) -> second > 12).window(TEN).lateRows().to("of some", MemorySink.create());
        })) {
            query.add(in, 20)
                    .runBatch()
                    .add(in, 1, 11, 14, 16)
                    .runBatch()
                    .expect(Pair.of("all", 1), Pair.of("all", 11), Pair.of("all", 14), Pair.of("all", 16));
            expectLate(
                    query,
                    Map.of(
                            "lateRows.tumbling windows of PT5S of in", 4L,
                            "lateRows.sliding windows of PT10S every PT5S of in", 3L,
                            "lateRows.sliding windows of PT10S every PT5S of in 2", 1L));
            query.verify();
        }
    }

    @Test
    void when_aFlowHasSeveralWindows_then_eachCountsTheRowsThatItLeavesOut() {
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(late, streams -> {
            EventKeyedDStream<String, Integer> rows = rows(streams);
            WindowedDStream<String, Integer> five = rows.window(FIVE);
            five.aggregate(Aggregators.count()).named("five").to("five", MemorySink.create());
            five.lateRows().to("late", late);
            rows.window(TEN).aggregate(Aggregators.count()).named("ten").to("ten", MemorySink.create());
        })) {
            query.add(in, 20)
                    .runBatch()
                    .expectNothing()
                    .add(in, 1, 11, 16, 22, 40)
                    .runBatch()
                    .expect(Pair.of("all", 1), Pair.of("all", 11), Pair.of("all", 16))
                    .expectProgress(progress -> assertThat(progress.stateOperators())
                            .extracting(
                                    QueryProgress.StateProgress::operatorName, QueryProgress.StateProgress::lateRows)
                            .isEqualTo(List.of(
                                    tuple("five", new QueryProgress.LateRows(3, 0, 1)),
                                    tuple("ten", new QueryProgress.LateRows(2, 1, 2)))));
            expectLate(query, Map.of("lateRows.five", 3L, "lateRows.ten", 2L, "partlyLateRows.ten", 1L));
            query.verify();
        }
    }
}
