package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.EventTime;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.QueryProgress.LateRows;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The very millisecond at which a window ends, a row is late, or the clock wants a batch. Event times are the rows' values,
 * in seconds; nothing is delayed, so that the watermark is the largest of them.
 */
class WindowBoundariesTest {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Duration LATENESS = Duration.ofSeconds(2);
    private static final Windows TUMBLING = Windows.tumbling(FIVE_SECONDS);
    private static final Windows SLIDING = Windows.sliding(Duration.ofSeconds(10), FIVE_SECONDS);
    private static final Windows SESSIONS = Windows.session(FIVE_SECONDS);
    private static final EventTime<Integer> IN_ORDER =
            EventTime.of(second -> Instant.ofEpochSecond(second), Duration.ZERO);

    private static QueryHarness<Integer, Pair<Windowed<String>, Long>> counts(
            EventTime<Integer> time, Windows windows, Duration lateness, OutputMode mode) {
        return QueryHarness.of((Flow<Integer> seconds) -> counted(seconds, time, windows, lateness, mode));
    }

    private static KeyedFlow<Windowed<String>, Long> counted(
            Flow<Integer> seconds, EventTime<Integer> time, Windows windows, Duration lateness, OutputMode mode) {
        return seconds.withEventTime(time)
                .keyBy(second -> second % 2 == 0 ? "even" : "odd")
                .window(windows)
                .allowedLateness(lateness)
                .outputMode(mode)
                .aggregate(Aggregators.count())
                .named("counts");
    }

    private static QueryHarness<Integer, Pair<Windowed<String>, Long>> finished(Windows windows, Duration lateness) {
        return counts(IN_ORDER, windows, lateness, OutputMode.APPEND);
    }

    private static QueryHarness<Integer, Pair<Windowed<String>, Long>> changed(Windows windows) {
        return counts(IN_ORDER, windows, Duration.ZERO, OutputMode.UPDATE);
    }

    private static Pair<Windowed<String>, Long> row(String key, int start, int end, long count) {
        return Pair.of(new Windowed<>(key, start * 1000L, end * 1000L), count);
    }

    private static Consumer<QueryProgress> panes(long inState) {
        return progress ->
                assertThat(progress.stateOperators().get(0).numRowsTotal()).isEqualTo(inState);
    }

    private static Consumer<QueryProgress> late(long late, long partlyLate) {
        return progress -> {
            LateRows rows = progress.stateOperators().get(0).lateRows();
            assertThat(rows).isNotNull();
            assertThat(rows.late()).as("late").isEqualTo(late);
            assertThat(rows.partlyLate()).as("partly late").isEqualTo(partlyLate);
        };
    }

    @Test
    void when_theWatermarkIsTheEndOfAWindow_then_itComesInTheBatchThatFillsIt() {
        finished(TUMBLING, Duration.ZERO)
                .add(3, 5)
                .runBatch()
                .expect(row("odd", 0, 5, 1))
                .expectProgress(panes(1))
                .verify();
        finished(SLIDING, Duration.ZERO)
                .add(2, 10)
                .runBatch()
                .expect(row("even", -5, 5, 1), row("even", 0, 10, 1))
                .expectProgress(panes(1))
                .verify();
        finished(SESSIONS, Duration.ZERO)
                .add(3, 8)
                .runBatch()
                .expect(row("odd", 3, 8, 1))
                .expectProgress(panes(1))
                .verify();
    }

    @Test
    void when_theWatermarkIsTheEndOfAWindowOfAnEarlierBatch_then_itComesToo() {
        finished(TUMBLING, Duration.ZERO)
                .add(3)
                .runBatch()
                .add(5)
                .runBatch()
                .expect(row("odd", 0, 5, 1))
                .verify();
        finished(SESSIONS, Duration.ZERO)
                .add(3)
                .runBatch()
                .expectNothing()
                .add(8)
                .runBatch()
                .expect(row("odd", 3, 8, 1))
                .verify();
    }

    @Test
    void when_aBatchFillsAndFinishesAPaneThatWasThere_then_itsRowsCount() {
        finished(SLIDING, Duration.ZERO)
                .add(2)
                .runBatch()
                .expectNothing()
                .add(4, 20)
                .runBatch()
                .expect(row("even", -5, 5, 2), row("even", 0, 10, 2))
                .verify();
    }

    @Test
    void when_updatedWindowsOverlap_then_thoseThatWereOverStaySo_andTheirPanesGo() {
        changed(SLIDING)
                .add(2, 10)
                .runBatch()
                .expect(row("even", -5, 5, 1), row("even", 0, 10, 1), row("even", 5, 15, 1), row("even", 10, 20, 1))
                .expectProgress(panes(1)) // that of 10
                .add(7) // [0, 10) is over
                .runBatch()
                .expect(row("odd", 5, 15, 1))
                .expectProgress(late(0, 1))
                .add(16, 40) // fills and finishes
                .runBatch()
                .expect(row("even", 10, 20, 2), row("even", 15, 25, 1), row("even", 35, 45, 1), row("even", 40, 50, 1))
                .expectProgress(panes(1))
                .verify();
    }

    @Test
    void when_aWindowsLastMomentHasPassed_then_itsRowsAreLate() {
        MemorySource<Integer> seconds = MemorySource.create();
        MemorySink<Pair<String, Integer>> late = MemorySink.create();
        QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(late, streams -> {
            WindowedDStream<String, Integer> windows = streams.from("seconds", seconds)
                    .withEventTime(IN_ORDER)
                    .<String>keyBy(second -> "all")
                    .window(SLIDING)
                    .allowedLateness(LATENESS);
            windows.aggregate(Aggregators.count()).named("counts").to("counts", MemorySink.create());
            windows.lateRows().to("late", late);
        });
        query.add(seconds, 22) // [10, 20) is over just now
                .runBatch()
                .add(seconds, 14, 15) // in [10, 20) and before it; in [10, 20) and behind it
                .runBatch()
                .expect(Pair.of("all", 14))
                .expectProgress(late(1, 1))
                .expectProgress(progress -> assertThat(progress.counters())
                        .containsEntry("lateRows.counts", 1L)
                        .containsEntry("partlyLateRows.counts", 1L))
                .verify();
    }

    @Test
    void when_sessionsAreKeptOpen_then_rowsAreOnlyPartlyLateIfOneMayHaveBeenGiven() {
        finished(SESSIONS, LATENESS)
                .add(20)
                .runBatch()
                .add(19) // a session that ended at 19 is open still
                .runBatch()
                .expectProgress(late(0, 0))
                .add(18) // one that ended at 18 is not
                .runBatch()
                .expectProgress(late(0, 1))
                .verify();
    }

    @Test
    void when_windowsOfTheClockOverlap_then_eachComesAtItsEnd() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                counts(EventTime.processing(), SLIDING, Duration.ZERO, OutputMode.APPEND)) {
            query.startAt(Instant.ofEpochSecond(101))
                    .add(1)
                    .runBatch()
                    .expectNothing()
                    .advance(Duration.ofMillis(3_999))
                    .expectNothing()
                    .advance(Duration.ofMillis(1))
                    .expect(row("odd", 95, 105, 1))
                    .advance(FIVE_SECONDS)
                    .expect(row("odd", 100, 110, 1));
            assertThat(query.batches()).isEqualTo(3);
            query.advance(Duration.ofHours(1)).expectNothing();
            assertThat(query.batches()).isEqualTo(3);
            query.verify();
        }
    }

    @Test
    void when_windowsOfTheClockMayWait_then_aBatchBeginsWhenTheyHave() {
        for (Windows windows : new Windows[] {TUMBLING, SESSIONS}) {
            try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                    counts(EventTime.processing(), windows, LATENESS, OutputMode.APPEND)) {
                query.startAt(Instant.ofEpochSecond(100))
                        .add(1)
                        .runBatch()
                        .advance(Duration.ofMillis(6_999))
                        .expectNothing();
                assertThat(query.batches()).as("%s", windows).isEqualTo(1);
                query.advance(Duration.ofMillis(1)).expect(row("odd", 100, 105, 1));
                assertThat(query.batches()).as("%s", windows).isEqualTo(2);
                query.verify();
            }
        }
    }
}
