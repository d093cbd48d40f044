package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.QueryProgress.LateRows;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows of a query whose program is changed between two starts; event times are the rows' values, in seconds. */
class RestartedWindowsTest {
    private static final Windows FIVE = Windows.tumbling(Duration.ofSeconds(5));

    private final MemorySource<Integer> in = MemorySource.create();
    private final MemorySource<Integer> other = MemorySource.create();
    private final MemorySink<Pair<Windowed<String>, Long>> out = MemorySink.create();
    private final MemorySink<Pair<String, Integer>> late = MemorySink.create();

    // what the program says at the next start
    private Windows windows = FIVE;
    private OutputMode mode = OutputMode.APPEND;
    private int latenessSeconds;
    private String source = "in";
    private String flow = "";
    private boolean allowsDropped;

    private static Pair<Windowed<String>, Long> window(int startSecond, int endSecond, long count) {
        return Pair.of(new Windowed<>("all", startSecond * 1000L, endSecond * 1000L), count);
    }

    private static EventDStream<Integer> timed(DStream<Integer> seconds) {
        return seconds.withEventTime(second -> Instant.ofEpochSecond(second), Duration.ofSeconds(10));
    }

    private WindowedDStream<String, Integer> windowed(EventDStream<Integer> rows) {
        return rows.<String>keyBy(second -> "all")
                .window(windows)
                .allowedLateness(Duration.ofSeconds(latenessSeconds))
                .outputMode(mode);
    }

    private void described(Streams streams) {
        if (allowsDropped) {
            streams.allowDroppedState();
        }
        EventDStream<Integer> rows = timed(streams.from(source, in));
        WindowedDStream<String, Integer> all = windowed(flow.isEmpty() ? rows : rows.named(flow));
        all.aggregate(Aggregators.count()).named("counts").to("out", out);
        all.lateRows().to("late", late);
    }

    private QueryHarness<Void, Pair<Windowed<String>, Long>> query() {
        return QueryHarness.of(out, this::described);
    }

    private static Consumer<QueryProgress> lateCounts(long late, long partlyLate, long evictable) {
        return progress -> assertThat(progress.stateOperators().get(0).lateRows())
                .isEqualTo(new LateRows(late, partlyLate, evictable));
    }

    @Test
    void when_moreLatenessIsAllowedThanBefore_then_noWindowIsGivenAgain() {
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            query.add(in, 10, 27) // the watermark is 17
                    .runBatch()
                    .expect(window(10, 15, 1))
                    .drain();
            latenessSeconds = 20;
            query.restart()
                    .add(in, 11, 18) // the windows of the first was given
                    .runBatch()
                    .expectNothing()
                    .expectProgress(lateCounts(1, 0, 0));
            assertThat(late.rows()).containsExactly(Pair.of("all", 11));
            query.add(in, 49) // [15, 20) waits for 20 seconds now
                    .runBatch()
                    .expectNothing()
                    .crash()
                    .restart()
                    .add(in, 16, 50)
                    .runBatch()
                    .expect(window(15, 20, 2))
                    .verify();
        }
    }

    @Test
    void when_moreLatenessIsAllowedForOverlappingWindows_then_noneIsGivenAgainAndNoneOfAPartOfItsRows() {
        windows = Windows.sliding(Duration.ofSeconds(10), Duration.ofSeconds(5));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            query.add(in, 6, 12, 25) // the watermark is 15
                    .runBatch()
                    .expect(window(0, 10, 1), window(5, 15, 2))
                    .drain();
            latenessSeconds = 20;
            query.restart()
                    .add(in, 11, 9) // in [10, 20) only; in none
                    .runBatch()
                    .expectNothing()
                    .expectProgress(lateCounts(1, 1, 0))
                    .add(in, 50) // the watermark less the lateness is 20
                    .runBatch()
                    .expect(window(10, 20, 2))
                    .verify();
        }
    }

    @Test
    void when_moreLatenessIsAllowedForSessions_then_noneIsGivenAgain() {
        windows = Windows.session(Duration.ofSeconds(5));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            query.add(in, 10, 27) // the watermark is 17
                    .runBatch()
                    .expect(window(10, 15, 1))
                    .drain();
            latenessSeconds = 60;
            query.restart()
                    .add(in, 11, 12, 13)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(lateCounts(2, 1, 0)) // that of 13 ends at 18
                    .closeWindows()
                    .expect(window(13, 18, 1), window(27, 32, 1))
                    .verify();
        }
    }

    @Test
    void when_moreLatenessIsAllowedForUpdates_then_aWindowThatIsOverIsNotUpdatedAgain() {
        mode = OutputMode.UPDATE;
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            query.add(in, 10, 16, 27)
                    .runBatch()
                    .expect(window(10, 15, 1), window(15, 20, 1), window(25, 30, 1))
                    .drain();
            latenessSeconds = 20;
            query.restart()
                    .add(in, 11, 18)
                    .runBatch()
                    .expect(window(15, 20, 2))
                    .expectProgress(lateCounts(1, 0, 0))
                    .verify();
        }
    }

    @Test
    void when_lessLatenessIsAllowedThanBefore_then_windowsThatWaitedForItAreGivenWithTheNextBatch() {
        windows = Windows.sliding(Duration.ofSeconds(10), Duration.ofSeconds(5));
        latenessSeconds = 20;
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            query.add(in, 1, 6, 35) // the watermark is 25, less the lateness it is 5
                    .runBatch()
                    .expect(window(-5, 5, 1))
                    .drain();
            latenessSeconds = 0;
            query.restart()
                    .add(in, 7) // no window that it is in was given
                    .runBatch()
                    .expect(window(0, 10, 3), window(5, 15, 2))
                    .expectProgress(lateCounts(0, 0, 1))
                    .add(in, 8)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(lateCounts(1, 0, 0))
                    .closeWindows()
                    .expect(window(30, 40, 1), window(35, 45, 1))
                    .verify();
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_theLatenessChangesAtAnyStart_then_eachRowIsInEachOfItsWindowsOnceOrLate(long seed) {
        Random random = new Random(seed);
        boolean isTumbling = seed % 2 == 0;
        windows = isTumbling ? FIVE : Windows.sliding(Duration.ofSeconds(6), Duration.ofSeconds(2));
        int rows = 0;
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            for (int batch = 0; batch < 20; batch++) {
                Integer[] some = new Integer[1 + random.nextInt(4)];
                for (int i = 0; i < some.length; i++) {
                    some[i] = batch * 3 - 20 + random.nextInt(40) - 20;
                }
                rows += some.length;
                query.add(in, some).runBatch();
                if (random.nextInt(3) == 0) {
                    latenessSeconds = random.nextInt(4) * random.nextInt(15);
                    query.drain().restart(1 + random.nextInt(3));
                }
            }
            query.closeWindows();
            Map<Windowed<String>, Long> given = new HashMap<>();
            for (Pair<Windowed<String>, Long> one : query.rows()) {
                assertThat(given.put(one.key(), one.value()))
                        .as("%s again", one)
                        .isNull();
            }
            int[] known = {rows};
            query.expectProgress(progress -> {
                long lost = progress.counters().getOrDefault("lateRows.counts", 0L);
                long partly = progress.counters().getOrDefault("partlyLateRows.counts", 0L);
                long inWindows =
                        given.values().stream().mapToLong(Long::longValue).sum();
                assertThat(late.rows()).hasSize((int) lost);
                if (isTumbling) {
                    assertThat(inWindows + lost).isEqualTo(known[0]);
                } else {
                    assertThat(inWindows).isBetween((known[0] - lost - partly) * 3 + partly, (known[0] - lost) * 3);
                }
            });
        }
    }

    @Test
    void when_theSourceOfAFlowIsRenamed_then_theStartIsRefusedUntilItsWatermarkMayGo() {
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            query.add(in, 10, 16, 27).runBatch().expect(window(10, 15, 1)).drain();
            source = "renamed";
            assertThatThrownBy(query::restart)
                    .hasMessageContainingAll(
                            "watermarks of [in]", "counts=renamed", ".named(..)", "--allow-dropped-state");
        }
    }

    @Test
    void when_aFlowIsRenamed_then_theOldNameOrGivingUpTheWatermarkLetsItGoOn() {
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            query.add(in, 10, 16, 27).runBatch().expect(window(10, 15, 1)).drain();
            flow = "clicks";
            allowsDropped = true;
            query.restart()
                    .add(in, 11, 17) // nothing says where the watermark is, but [10, 15) was given
                    .runBatch()
                    .expectNothing()
                    .expectProgress(lateCounts(1, 0, 0))
                    .add(in, 30)
                    .runBatch()
                    .expect(window(15, 20, 2))
                    .drain();
            allowsDropped = false;
            query.restart() // under the new name, which is the old one now
                    .add(in, 36)
                    .runBatch()
                    .expectNothing()
                    .verify();
        }
    }

    @Test
    void when_aFlowWithoutWindowsIsRenamed_then_nothingIsLostAndTheQueryStarts() {
        String[] name = {"a"};
        try (QueryHarness<Void, Pair<String, Integer>> query = QueryHarness.of(
                late, streams -> windowed(timed(streams.from("in", in)).named(name[0]))
                        .lateRows()
                        .to("late", late))) {
            query.add(in, 30).runBatch().drain();
            name[0] = "b";
            query.restart().add(in, 31).runBatch().expectNothing().verify();
        }
    }

    private void over(EventDStream<Integer> rows, String name) {
        windowed(rows)
                .aggregate(Aggregators.count())
                .named(name)
                .to("out " + name, name.equals("counts") ? out : MemorySink.create());
    }

    @Test
    void when_flowsComeTogetherThatWereApart_then_theOneBehindLosesNothing() {
        boolean[] together = {false};
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = QueryHarness.of(out, streams -> {
            EventDStream<Integer> first = timed(streams.from("in", in));
            EventDStream<Integer> second = timed(streams.from("other", other));
            EventDStream<Integer> both = first.union(second);
            over(together[0] ? both : first, "counts");
            over(together[0] ? both : second, "others");
        })) {
            MemorySource<Integer> behind = other;
            query.add(in, 10, 110)
                    .add(behind, 11, 20)
                    .runBatch()
                    .expect(window(10, 15, 1))
                    .drain();
            together[0] = true;
            query.restart()
                    .add(behind, 12, 31)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(progress -> assertThat(progress.counters())
                            .containsEntry("lateRows.counts", 2L) // all up to 100 was given
                            .doesNotContainKey("lateRows.others"))
                    .verify();
        }
    }

    @Test
    void when_aStepGetsAnotherFlowWhileItsOwnGoesOnElsewhere_then_itGivesNothingAgain() {
        boolean[] hasMore = {false};
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = QueryHarness.of(out, streams -> {
            EventDStream<Integer> first = timed(streams.from("in", in));
            over(hasMore[0] ? first.union(timed(streams.from("other", other))) : first, "counts");
            over(first, "alone");
        })) {
            query.add(in, 10, 27).runBatch().expect(window(10, 15, 1)).drain();
            hasMore[0] = true;
            query.restart()
                    .add(in, 11, 16)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(progress -> assertThat(progress.counters()).containsEntry("lateRows.counts", 1L))
                    .add(other, 40)
                    .add(in, 40)
                    .runBatch()
                    .expect(window(15, 20, 1), window(25, 30, 1))
                    .verify();
        }
    }

    @Test
    void when_windowsAreGivenInAnotherModeThanBefore_then_theStartIsRefused() {
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = query()) {
            query.add(in, 10).runBatch().drain();
            mode = OutputMode.UPDATE; // would not give [10, 15), which does not change any more
            assertThatThrownBy(query::restart)
                    .hasMessageContainingAll("counts", "'output mode' was APPEND and is UPDATE");
        }
    }

    @Test
    void when_aUnionLosesAFlowWithTheSourceAhead_then_itsWatermarkDoesNotGoBack() {
        boolean[] both = {true};
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = QueryHarness.of(out, streams -> {
            streams.watermarks(WatermarkPolicy.MAXIMUM);
            EventDStream<Integer> first = timed(streams.from("in", in));
            over(both[0] ? first.union(timed(streams.from("other", other))) : first, "counts");
        })) {
            query.add(in, 10, 12)
                    .add(other, 27)
                    .runBatch()
                    .expect(window(10, 15, 2))
                    .drain();
            both[0] = false;
            query.restart();
            assertThat(query.watermarkMillis()).isEqualTo(17_000);
            query.add(in, 13, 18)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(lateCounts(1, 0, 0))
                    .add(in, 30)
                    .runBatch()
                    .expect(window(15, 20, 1))
                    .verify();
        }
    }

    private static KeyedFlow<Windowed<String>, Long> counts(Flow<Integer> seconds, Duration delay) {
        return seconds.withEventTime(second -> Instant.ofEpochSecond(second), delay)
                .keyBy(second -> "all")
                .window(FIVE)
                .aggregate(Aggregators.count())
                .named("counts");
    }

    @Test
    void when_theDelayChangesAtAStart_then_theWatermarkNeverGoesBackAndWindowsComeOnce() {
        int[] delay = {10};
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Integer> seconds) -> counts(seconds, Duration.ofSeconds(delay[0])))) {
            query.add(10, 16, 27).runBatch().expect(window(10, 15, 1)).drain();
            delay[0] = 100;
            query.restart().add(11, 28).runBatch().expectNothing().expectProgress(lateCounts(1, 0, 0));
            assertThat(query.watermarkMillis()).isEqualTo(17_000);
            query.drain();
            delay[0] = 0;
            query.restart().add(29).runBatch().expect(window(15, 20, 1)).verify();
        }
    }

    private static String fingerprint(Duration delay, WatermarkPolicy policy) {
        try (Tidewheel session = Tidewheel.builder().master("local[1]").open()) {
            Streams streams = Streams.on(session).watermarks(policy);
            DStream<Integer> seconds = streams.from("in", MemorySource.create());
            ((KeyedDStream<Windowed<String>, Long>) counts(seconds, delay)).to("out", MemorySink.create());
            Description query = streams.describe("q");
            try (BatchPlans plans = new BatchPlans(SessionAccess.to(session), query, 2, 0, "")) {
                return plans.fingerprint();
            }
        }
    }

    @Test
    void when_whatFinishesWindowsIsChangedAmidABatch_then_theQueryHasBeenChanged() {
        String before = fingerprint(Duration.ofSeconds(10), WatermarkPolicy.MINIMUM);
        assertThat(before)
                .isEqualTo(fingerprint(Duration.ofSeconds(10), WatermarkPolicy.MINIMUM))
                .isNotEqualTo(fingerprint(Duration.ofSeconds(20), WatermarkPolicy.MINIMUM))
                .isNotEqualTo(fingerprint(Duration.ofSeconds(10), WatermarkPolicy.MAXIMUM));
    }
}
