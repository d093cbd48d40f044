package io.tidewheel.integration.streaming;

import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.api.Aggregators.sumLong;

import io.tidewheel.api.BackendDoor;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.engine.schedule.Master;
import io.tidewheel.integration.hostile.HostileBackend;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cases of streams over a backend that serialises everything, reorders, runs every task twice, and loses stored rows, with
 * each backend of state.
 */
class HostileStreamsTest {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    record Line(String words, int second) {}

    private static Tidewheel hostile(TidewheelBuilder builder) {
        Master master = Master.parse("local[2]", 2);
        return BackendDoor.open(builder, local -> HostileBackend.instead(local, master, 20_261_123, true));
    }

    private static <I, K, V> QueryHarness<I, Pair<K, V>> harness(StateKind kind, KeyedFlowJob<Flow<I>, K, V> job) {
        return QueryHarness.of(job).sessions(HostileStreamsTest::hostile).state(kind);
    }

    private static KeyedFlow<Windowed<String>, Long> windows(Flow<Integer> seconds, Windows windows, OutputMode mode) {
        return seconds.withEventTime(second -> Instant.ofEpochSecond(second), TEN_SECONDS)
                .keyBy(second -> "all")
                .window(windows)
                .outputMode(mode)
                .aggregate(count())
                .named("counts");
    }

    private static Pair<Windowed<String>, Long> row(String key, int start, int end, long count) {
        return Pair.of(new Windowed<>(key, start * 1000L, end * 1000L), count);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_A1_aWindowComesOnceWhenTheWatermarkHasPassedIt(StateKind kind) {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                harness(kind, seconds -> windows(seconds, Windows.tumbling(FIVE_SECONDS), OutputMode.APPEND))) {
            query.add(10, 11, 12, 13, 14, 15)
                    .runBatch()
                    .expectNothing()
                    .add(25)
                    .runBatch()
                    .expect(row("all", 10, 15, 5))
                    .crash()
                    .restart(3)
                    .add(10)
                    .runBatch()
                    .expectNothing()
                    .verify();
        }
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_A2_anUpdateComesForEachWindowThatABatchHasChanged(StateKind kind) {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                harness(kind, seconds -> windows(seconds, Windows.tumbling(FIVE_SECONDS), OutputMode.UPDATE))) {
            query.add(10, 11, 12, 13, 14, 15)
                    .runBatch()
                    .expect(row("all", 10, 15, 5), row("all", 15, 20, 1))
                    .add(25)
                    .runBatch()
                    .expect(row("all", 25, 30, 1))
                    .add(10, 25)
                    .runBatch()
                    .expect(row("all", 25, 30, 2))
                    .add(10)
                    .runBatch()
                    .expectNothing()
                    .verify();
        }
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_B3_aRowIsInEachSlidingWindowThatCoversIt(StateKind kind) {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query = harness(
                kind,
                seconds -> windows(seconds, Windows.sliding(TEN_SECONDS, Duration.ofSeconds(3)), OutputMode.APPEND))) {
            query.add(27, 34)
                    .runBatch()
                    .crash()
                    .restart(1)
                    .add(56)
                    .runBatch()
                    .closeWindows()
                    .expect(
                            row("all", 18, 28, 1),
                            row("all", 21, 31, 1),
                            row("all", 24, 34, 1),
                            row("all", 27, 37, 2),
                            row("all", 30, 40, 1),
                            row("all", 33, 43, 1),
                            row("all", 48, 58, 1),
                            row("all", 51, 61, 1),
                            row("all", 54, 64, 1))
                    .verify();
        }
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_C1_aRunningCountGivesTheKeysThatHaveChanged(StateKind kind) {
        try (QueryHarness<Integer, Pair<Integer, Long>> query = harness(
                kind,
                numbers -> numbers.keyBy(number -> number).aggregate(count()).named("counts"))) {
            query.add(3)
                    .runBatch()
                    .expect(Pair.of(3, 1L))
                    .add(3, 2)
                    .runBatch()
                    .expect(Pair.of(3, 2L), Pair.of(2, 1L))
                    .crash()
                    .restart(3)
                    .add(3, 2, 1)
                    .runBatch()
                    .expect(Pair.of(3, 3L), Pair.of(2, 2L), Pair.of(1, 1L))
                    .add(4, 4, 4, 4)
                    .runBatch()
                    .expect(Pair.of(4, 4L))
                    .verify();
        }
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_D1_aSessionComesOnceItHasEnded(StateKind kind) {
        try (QueryHarness<Line, Pair<Windowed<String>, Long>> query = harness(
                kind, lines -> lines.withEventTime(line -> Instant.ofEpochSecond(line.second()), Duration.ofSeconds(30))
                        .flatMap(line -> List.of(line.words().split(" ")))
                        .keyBy(word -> word, word -> 1L)
                        .window(Windows.session(TEN_SECONDS))
                        .aggregate(sumLong(one -> one))
                        .named("sessions"))) {
            query.add(new Line("hello world spark streaming", 40), new Line("world hello structured streaming", 41))
                    .runBatch()
                    .add(new Line("spark streaming", 25))
                    .runBatch()
                    .add(new Line("spark streaming", 0))
                    .runBatch()
                    .crash()
                    .restart(3)
                    .add(new Line("spark streaming", 30))
                    .runBatch()
                    .add(new Line("hello apache spark", 60))
                    .runBatch()
                    .expectNothing()
                    .add(new Line("structured streaming", 90))
                    .runBatch()
                    .expect(
                            row("spark", 25, 50, 3),
                            row("streaming", 25, 51, 4),
                            row("hello", 40, 51, 2),
                            row("world", 40, 51, 2),
                            row("structured", 41, 51, 1))
                    .verify();
        }
    }
}
