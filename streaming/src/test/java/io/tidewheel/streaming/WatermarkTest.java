package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.EventFlow;
import io.tidewheel.api.EventTime;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.QueryProgress.EventTimeProgress;
import io.tidewheel.streaming.QueryProgress.EventTimeSpan;
import io.tidewheel.streaming.QueryProgress.LateRows;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How watermarks move, and what is late; event times are the rows' values, in seconds. Most cases A are in StreamsSuite. */
class WatermarkTest {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private static EventFlow<Integer> delayedByTen(Flow<Integer> seconds) {
        return seconds.withEventTime(second -> Instant.ofEpochSecond(second), TEN_SECONDS);
    }

    /** Query Q1 of the cases. */
    private static KeyedFlow<Windowed<String>, Long> finished(Flow<Integer> seconds) {
        return delayedByTen(seconds)
                .keyBy(second -> "all")
                .window(Windows.tumbling(FIVE_SECONDS))
                .aggregate(Aggregators.count())
                .named("counts");
    }

    private static Pair<Windowed<String>, Long> row(int startSecond, long count) {
        return Pair.of(new Windowed<>("all", startSecond * 1000L, startSecond * 1000L + 5000), count);
    }

    private static Consumer<QueryProgress> state(long total, long late) {
        return progress -> {
            QueryProgress.StateProgress state = progress.stateOperators().get(0);
            assertThat(state.numRowsTotal()).as("rows in state").isEqualTo(total);
            assertThat(Objects.requireNonNull(state.lateRows()).late())
                    .as("late")
                    .isEqualTo(late);
        };
    }

    private static Consumer<QueryProgress> times(int min, int max, int avg, long watermark) {
        return progress -> assertThat(progress.eventTime())
                .isEqualTo(new EventTimeProgress(new EventTimeSpan(min * 1000L, max * 1000L, avg * 1000L), watermark));
    }

    @Test
    void case_A4_progressTellsTheTimesOfABatchAndTheWatermarkItRanWith() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query = QueryHarness.of(WatermarkTest::finished)) {
            query.add(15)
                    .runBatch()
                    .expectProgress(times(15, 15, 15, Long.MIN_VALUE))
                    .expectProgress(progress -> assertThat(progress.json())
                            .contains(
                                    "\"watermark\":\"1970-01-01T00:00:00.000Z\"",
                                    "\"max\":\"1970-01-01T00:00:15.000Z\""))
                    .add(12, 14, 10)
                    .runBatch()
                    .expectProgress(times(10, 14, 12, 5000))
                    .add(25)
                    .runBatch()
                    .expect(row(10, 3))
                    .expectProgress(times(25, 25, 25, 5000))
                    .verify();
        }
    }

    private final MemorySource<Integer> a = MemorySource.create();
    private final MemorySource<Integer> b = MemorySource.create();
    private final MemorySink<Pair<Windowed<String>, Long>> out = MemorySink.create();

    private void union(Streams streams, EventTime<Integer> ofA, EventTime<Integer> ofB) {
        streams.from("a", a)
                .withEventTime(ofA)
                .union(streams.from("b", b).withEventTime(ofB))
                .keyBy(second -> "all")
                .window(Windows.tumbling(FIVE_SECONDS))
                .aggregate(Aggregators.count())
                .named("counts")
                .to("out", out);
    }

    private static EventTime<Integer> delayedBy(Duration delay) {
        return EventTime.of(second -> Instant.ofEpochSecond(second), delay);
    }

    @Test
    void when_theSourceAheadCounts_then_rowsOfTheOtherAreLate() {
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = QueryHarness.of(out, streams -> {
            streams.watermarks(WatermarkPolicy.MAXIMUM);
            union(streams, delayedBy(TEN_SECONDS), delayedBy(FIVE_SECONDS));
        })) {
            query.add(a, 11, 40)
                    .runBatch()
                    .expect(row(10, 1))
                    .add(b, 12, 41)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(state(1, 1))
                    .verify();
        }
    }

    @Test
    void when_nothingComesFromASource_then_itHoldsTheOtherBackUntilItIsIdle() {
        EventTime<Integer> patient = delayedBy(Duration.ZERO).idleAfter(Duration.ofSeconds(30));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query =
                QueryHarness.of(out, streams -> union(streams, patient, patient))) {
            query.add(a, 1)
                    .add(b, 1)
                    .runBatch()
                    .advance(Duration.ofSeconds(20))
                    .add(a, 20)
                    .runBatch()
                    .expectNothing()
                    .crash()
                    .restart()
                    .advance(Duration.ofSeconds(10)) // 30 s after b's last row: nobody adds anything
                    .expect(row(0, 2))
                    .add(b, 2, 21) // of which the first is late
                    .runBatch()
                    .expectNothing()
                    .add(a, 26)
                    .runBatch()
                    .expectNothing() // b has come back, and stands at 21
                    .add(b, 25)
                    .runBatch()
                    .expect(row(20, 2))
                    .verify();
        }
    }

    @Test
    void when_anIdleFlowComesBackFarBehind_then_theWatermarkStays() {
        EventTime<Integer> patient = delayedBy(Duration.ZERO).idleAfter(Duration.ofSeconds(30));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query =
                QueryHarness.of(out, streams -> union(streams, patient, patient))) {
            query.add(a, 1)
                    .add(b, 1)
                    .runBatch()
                    .advance(Duration.ofSeconds(20))
                    .add(a, 20)
                    .runBatch()
                    .advance(Duration.ofSeconds(10)) // b is idle
                    .expect(row(0, 2))
                    .add(b, 3)
                    .runBatch()
                    .expectProgress(state(1, 1))
                    .add(a, 4)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(state(1, 1))
                    .verify();
        }
    }

    @Test
    void when_anIdleFlowComesBack_then_theOthersWaitForItAtOnce() {
        EventTime<Integer> patient = delayedBy(Duration.ZERO).idleAfter(Duration.ofSeconds(30));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query =
                QueryHarness.of(out, streams -> union(streams, patient, patient))) {
            query.add(a, 1).add(b, 1).runBatch().advance(Duration.ofSeconds(20));
            query.add(a, 20).runBatch().advance(Duration.ofSeconds(10)); // b is idle
            assertThat(query.watermarkMillis()).isEqualTo(20_000);
            query.add(a, 30).add(b, 21).runBatch();
            assertThat(query.watermarkMillis()).isEqualTo(21_000);
        }
    }

    @Test
    void when_allFlowsAreIdle_then_windowsCanBeClosedAllTheSame() {
        EventTime<Integer> patient = delayedBy(Duration.ZERO).idleAfter(Duration.ofSeconds(30));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query =
                QueryHarness.of(out, streams -> union(streams, patient, patient))) {
            query.add(a, 1)
                    .add(b, 1)
                    .runBatch()
                    .advance(Duration.ofMinutes(1))
                    .expectNothing()
                    .closeWindows()
                    .expect(row(0, 2))
                    .verify();
        }
    }

    @Test
    void when_aFlowIsAlone_then_nothingHappensWhenItIsSilent() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query = QueryHarness.of((Flow<Integer> seconds) ->
                seconds.withEventTime(delayedBy(Duration.ZERO).idleAfter(Duration.ofSeconds(30)))
                        .keyBy(second -> "all")
                        .window(Windows.tumbling(FIVE_SECONDS))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.add(1).runBatch().advance(Duration.ofHours(1)).expectNothing();
            assertThat(query.batches()).isEqualTo(1);
            query.verify();
        }
    }

    @Test
    void when_aRowSaysItHappenedFarAhead_then_itMovesNoWatermarkIfItIsNotBelieved() {
        Instant now = Instant.ofEpochSecond(100);
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query = QueryHarness.of((Flow<Integer> seconds) ->
                seconds.withEventTime(delayedBy(Duration.ZERO).maxAhead(Duration.ofSeconds(60)))
                        .named("clocks")
                        .keyBy(second -> "all")
                        .window(Windows.tumbling(FIVE_SECONDS))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.startAt(now)
                    .add(99, 161, 2_000_000_000, 97)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(
                            progress -> assertThat(progress.counters()).containsEntry("rowsTooFarAhead.clocks", 2L))
                    .add(98, 160)
                    .runBatch()
                    .expect(row(95, 3))
                    .verify();
        }
    }

    @Test
    void when_rowsHaveNoTime_then_theyAreCountedAndInNoWindow() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Integer> seconds) -> seconds.withEventTime(
                                second -> second < 0 ? null : second == 0 ? Instant.MAX : Instant.ofEpochSecond(second),
                                Duration.ZERO)
                        .named("clocks")
                        .keyBy(second -> "all")
                        .window(Windows.tumbling(FIVE_SECONDS))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.add(-1, 0, 7, 20)
                    .runBatch()
                    .expect(row(5, 1))
                    .expectProgress(
                            progress -> assertThat(progress.counters()).containsEntry("rowsWithoutTime.clocks", 2L))
                    .verify();
        }
    }

    @Test
    void when_rowsAreLate_then_theyCanBeReadAndAreCountedApartFromThoseThatAreAlmostLate() {
        MemorySource<Integer> seconds = MemorySource.create();
        MemorySink<Pair<String, Integer>> late = MemorySink.create();
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(late, streams -> {
            WindowedDStream<String, Integer> windows = streams.from("seconds", seconds)
                    .withEventTime(second -> Instant.ofEpochSecond(second), Duration.ZERO)
                    .keyBy(second -> "all")
                    .window(Windows.sliding(TEN_SECONDS, FIVE_SECONDS))
                    .allowedLateness(Duration.ofSeconds(2));
            windows.aggregate(Aggregators.count()).named("counts").to("counts", out);
            windows.lateRows().to("late", late);
        })) {
            query.add(seconds, 21) // the watermark: windows until 15 are over, lateness included
                    .runBatch()
                    .expectNothing()
                    .expectProgress(lateCounts(0, 0, 0))
                    .add(seconds, 8, 12, 4, 33, 15)
                    .runBatch()
                    .expect(Pair.of("all", 8), Pair.of("all", 4))
                    .expectProgress(
                            lateCounts(2, 1, 2)) // [5, 15) was over, so 12 is in [10, 20) only; 12 and 15 end by 31
                    .verify();
        }
    }

    private static Consumer<QueryProgress> lateCounts(long late, long partlyLate, long evictable) {
        return progress -> assertThat(progress.stateOperators().get(0).lateRows())
                .isEqualTo(new LateRows(late, partlyLate, evictable));
    }

    @Test
    void when_latenessIsAllowed_then_aWindowWaitsForIt() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Integer> seconds) -> delayedByTen(seconds)
                        .keyBy(second -> "all")
                        .window(Windows.tumbling(FIVE_SECONDS))
                        .allowedLateness(Duration.ofSeconds(3))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.add(10, 27)
                    .runBatch()
                    .expectNothing()
                    .add(11)
                    .runBatch()
                    .expectNothing()
                    .add(28)
                    .runBatch()
                    .expect(row(10, 2))
                    .verify();
        }
    }

    @Test
    void when_timeIsTheClocks_then_aWindowEndsWithoutFurtherRows() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Integer> seconds) -> seconds.withEventTime(EventTime.processing())
                        .keyBy(second -> "all")
                        .window(Windows.tumbling(FIVE_SECONDS))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.startAt(Instant.ofEpochSecond(100))
                    .add(1, 2, 3)
                    .runBatch()
                    .expectNothing()
                    .crash()
                    .restart()
                    .advance(FIVE_SECONDS)
                    .expect(row(100, 3));
            long batches = query.batches();
            query.advance(Duration.ofHours(1)).expectNothing();
            assertThat(query.batches()).isEqualTo(batches);
            query.verify();
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void when_aFlowByTheClockWaitsForAnother_then_noBatchComesForNothing() {
        EventTime<Integer> byClock = EventTime.processing();
        EventTime<Integer> silent = delayedBy(Duration.ZERO).idleAfter(Duration.ofSeconds(60));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query =
                QueryHarness.of(out, streams -> union(streams, byClock, silent))) {
            query.startAt(Instant.ofEpochSecond(100))
                    .add(a, 1, 2)
                    .add(b, 50)
                    .runBatch()
                    .expectNothing()
                    .advance(Duration.ofSeconds(59)) // the window of the clock ends, and waits for b
                    .expectNothing();
            assertThat(query.batches()).isLessThan(4);
            query.advance(Duration.ofSeconds(1)) // b is idle
                    .expect(row(100, 2), row(50, 1))
                    .verify();
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void when_flowsByTheClockMayBeIdle_then_theirWindowsEndAllTheSame() {
        EventTime<Integer> byClock = EventTime.<Integer>processing().idleAfter(Duration.ofSeconds(2));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query =
                QueryHarness.of(out, streams -> union(streams, byClock, byClock))) {
            query.startAt(Instant.ofEpochSecond(100))
                    .add(a, 1)
                    .add(b, 1)
                    .runBatch()
                    .expectNothing()
                    .advance(FIVE_SECONDS)
                    .expect(row(100, 2))
                    .verify();
        }
    }

    @Test
    void when_timeIsThatOfIngestion_then_aWindowEndsWithALaterRow() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Integer> seconds) -> seconds.withEventTime(EventTime.ingestion())
                        .keyBy(second -> "all")
                        .window(Windows.tumbling(FIVE_SECONDS))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.startAt(Instant.ofEpochSecond(100))
                    .add(1, 2, 3)
                    .runBatch()
                    .advance(Duration.ofMinutes(1))
                    .expectNothing()
                    .add(4)
                    .runBatch()
                    .expect(row(100, 3))
                    .verify();
        }
    }

    @Test
    void when_theInputHasEnded_then_allWindowsCanBeClosed() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query = QueryHarness.of(WatermarkTest::finished)) {
            query.add(10, 11, 27)
                    .closeWindows()
                    .expect(row(10, 2), row(25, 1))
                    .crash()
                    .restart()
                    .add(28)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(state(0, 1))
                    .verify();
        }
    }

    @Test
    void when_theWindowsOfAStateAreOthersThanBefore_then_theStartIsRefused() {
        Duration[] size = {FIVE_SECONDS};
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Integer> seconds) -> delayedByTen(seconds)
                        .keyBy(second -> "all")
                        .window(Windows.tumbling(size[0]))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.add(10).runBatch().drain();
            size[0] = TEN_SECONDS;
            assertThatThrownBy(query::restart)
                    .hasMessageContainingAll("counts", "windows", "panes of 5000 ms", "panes of 10000 ms");
        }
    }

    @Test
    void when_overlappingWindowsAreMadeOfThePanesOfOthers_then_theStartIsRefused() {
        Windows[] windows = {Windows.tumbling(FIVE_SECONDS)};
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Integer> seconds) -> delayedByTen(seconds)
                        .keyBy(second -> "all")
                        .window(windows[0])
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.add(1, 2, 27).runBatch().drain();
            windows[0] = Windows.sliding(Duration.ofSeconds(15), FIVE_SECONDS); // needs panes that are gone
            assertThatThrownBy(query::restart)
                    .hasMessageContainingAll("counts", "windows", "panes of 5000 ms", "15000 ms every 5000 ms");
        }
    }

    @Test
    void when_aFlowIsTwoBranchesOfAUnion_then_itsRowsAreCountedOnce() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query = QueryHarness.of((Flow<Integer> seconds) -> {
            EventFlow<Integer> flow =
                    seconds.withEventTime(second -> second < 0 ? null : Instant.ofEpochSecond(second), Duration.ZERO);
            return flow.filter(second -> second % 2 == 0)
                    .union(flow.filter(second -> second % 2 != 0))
                    .keyBy(second -> "all")
                    .window(Windows.tumbling(FIVE_SECONDS))
                    .aggregate(Aggregators.count())
                    .named("counts");
        })) {
            query.add(1, -1, 2, 4, 20, -3, -5)
                    .runBatch()
                    .expect(row(0, 3))
                    .expectProgress(progress -> assertThat(progress.counters()).containsEntry("rowsWithoutTime.in", 3L))
                    .verify();
        }
    }

    @Test
    void when_aRowMayBelongToASessionThatWasGiven_then_itIsCountedAsPartlyLate() {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Integer> seconds) -> delayedByTen(seconds)
                        .keyBy(second -> second == 20 ? "other" : "all")
                        .window(Windows.session(FIVE_SECONDS))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.add(5, 20)
                    .runBatch() // the watermark is 10, where the session ends
                    .expect(row(5, 1))
                    .add(10)
                    .runBatch()
                    .expectProgress(lateCounts(0, 1, 0))
                    .add(11)
                    .runBatch()
                    .expectProgress(lateCounts(0, 0, 0))
                    .verify();
        }
    }

    @Test
    void when_aUnionGetsAnotherFlowWithARestart_then_itsWatermarkDoesNotGoBack() {
        EventTime<Integer> time = delayedBy(Duration.ZERO);
        MemorySource<Integer> c = MemorySource.create();
        AtomicBoolean hasThird = new AtomicBoolean();
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = QueryHarness.of(out, streams -> {
            EventFlow<Integer> both = streams.from("a", a)
                    .withEventTime(time)
                    .union(streams.from("b", b).withEventTime(time));
            EventFlow<Integer> all =
                    hasThird.get() ? both.union(streams.from("c", c).withEventTime(time)) : both;
            ((EventKeyedDStream<String, Integer>) all.<String>keyBy(second -> "all"))
                    .window(Windows.tumbling(FIVE_SECONDS))
                    .aggregate(Aggregators.count())
                    .named("counts")
                    .to("out", out);
        })) {
            query.add(a, 1, 20).add(b, 2, 20).runBatch().expect(row(0, 2)).drain();
            hasThird.set(true);
            query.restart()
                    .add(a, 3) // its window was given
                    .runBatch()
                    .expectProgress(state(1, 1))
                    .add(a, 30)
                    .add(b, 30)
                    .add(c, 26)
                    .runBatch()
                    .expect(row(20, 2))
                    .verify();
        }
    }

    @Test
    void when_aFlowIsWatchedFromARestartOn_then_itIsNotIdleAtOnce() {
        EventTime<Integer> patient = delayedBy(Duration.ZERO);
        AtomicReference<EventTime<Integer>> ofB = new AtomicReference<>(patient);
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query =
                QueryHarness.of(out, streams -> union(streams, patient, ofB.get()))) {
            query.add(a, 1).add(b, 1).runBatch().drain();
            ofB.set(patient.idleAfter(Duration.ofSeconds(30)));
            query.restart()
                    .add(a, 20)
                    .runBatch()
                    .expectNothing()
                    .add(b, 2) // in time
                    .runBatch()
                    .advance(Duration.ofSeconds(30))
                    .expect(row(0, 3))
                    .restart()
                    .add(a, 26)
                    .runBatch()
                    .expect(row(20, 1)) // b is idle still
                    .verify();
        }
    }

    @Test
    void when_twoFlowsWouldShareAWatermarksName_then_theQueryIsRefused() {
        try (Tidewheel session = Tidewheel.builder().master("local[1]").open()) {
            Streams streams = Streams.on(session);
            DStream<Integer> seconds = streams.from("seconds", a);
            assertThatThrownBy(() -> {
                        ((EventDStream<Integer>) delayedByTen(seconds))
                                .union(seconds.withEventTime(second -> Instant.EPOCH, Duration.ZERO))
                                .keyBy(second -> second)
                                .window(Windows.session(FIVE_SECONDS))
                                .aggregate(Aggregators.count())
                                .to("out", MemorySink.create());
                        streams.start("query");
                    })
                    .hasMessageContainingAll("'seconds'", "call .named(..) on each, right after withEventTime");
        }
    }

    @Test
    void when_aFlowsNameCannotBeKept_then_itIsRefused() {
        try (Tidewheel session = Tidewheel.builder().master("local[1]").open()) {
            EventFlow<Integer> flow = delayedByTen(Streams.on(session).from("seconds", a));
            assertThatThrownBy(() -> flow.named("")).hasMessageContaining("the flow name ''");
            assertThatThrownBy(() -> flow.named("a & b"))
                    .hasMessageContainingAll("the flow name 'a & b'", "use letters");
        }
    }
}
