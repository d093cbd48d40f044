package io.tidewheel.integration.streaming;

import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.api.Aggregators.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.EventTime;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.api.Windows;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.QueryProgress.StateProgress;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cases of streams with event time over one backend, each with every kind of state. Rows that are numbers happen that many
 * seconds after 1970.
 */
abstract class StreamsSuite {
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    record Line(String words, int second) {}

    /** @param time null for none */
    record Reading(@Nullable String time, long value) implements Serializable {}

    /** Opens a session on the backend under test. */
    abstract Tidewheel open(TidewheelBuilder builder);

    private <I, K, V> QueryHarness<I, Pair<K, V>> harness(StateKind kind, KeyedFlowJob<Flow<I>, K, V> job) {
        return QueryHarness.of(job).sessions(this::open).state(kind);
    }

    private <O> QueryHarness<Void, O> harness(StateKind kind, MemorySink<O> out, Consumer<Streams> description) {
        return QueryHarness.of(out, description).sessions(this::open).state(kind);
    }

    /** Query Q1 of the cases. */
    private static KeyedFlow<Windowed<String>, Long> counts(Flow<Integer> seconds, OutputMode mode) {
        return seconds.withEventTime(second -> Instant.ofEpochSecond(second), TEN_SECONDS)
                .keyBy(second -> "all")
                .window(Windows.tumbling(FIVE_SECONDS))
                .outputMode(mode)
                .aggregate(count())
                .named("counts");
    }

    private static KeyedFlow<Windowed<String>, Long> finished(Flow<Integer> seconds) {
        return counts(seconds, OutputMode.APPEND);
    }

    private static Pair<Windowed<String>, Long> row(String key, int start, int end, long count) {
        return Pair.of(new Windowed<>(key, start * 1000L, end * 1000L), count);
    }

    private static Pair<Windowed<String>, Long> row(int start, long count) {
        return row("all", start, start + 5, count);
    }

    /** Rows in state, as far as its kind knows exactly, and rows of the last batch that came late. */
    private static Consumer<QueryProgress> state(StateKind kind, long total, long late) {
        return progress -> {
            StateProgress state = progress.stateOperators().get(0);
            if (kind == StateKind.MEMORY) {
                assertThat(state.numRowsTotal()).as("rows in state").isEqualTo(total);
            }
            assertThat(Objects.requireNonNull(state.lateRows()).late())
                    .as("late")
                    .isEqualTo(late);
        };
    }

    /** Since the query was first started. */
    private static Consumer<QueryProgress> counted(String counter, long rows) {
        return progress -> assertThat(progress.counters()).containsEntry(counter, rows);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_A1_aWindowComesOnceWhenTheWatermarkHasPassedIt(StateKind kind) {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query = harness(kind, StreamsSuite::finished)) {
            query.add(10, 11, 12, 13, 14, 15)
                    .runBatch()
                    .expectNothing()
                    .add(25)
                    .runBatch()
                    .expect(row(10, 5))
                    .expectProgress(state(kind, 2, 0))
                    .crash()
                    .restart(3)
                    .add(10)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(state(kind, 2, 1))
                    .expectProgress(counted("lateRows.counts", 1))
                    .verify();
        }
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_A2_anUpdateComesForEachWindowThatABatchHasChanged(StateKind kind) {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query =
                harness(kind, seconds -> counts(seconds, OutputMode.UPDATE))) {
            query.add(10, 11, 12, 13, 14, 15)
                    .runBatch()
                    .expect(row(10, 5), row(15, 1))
                    .add(25)
                    .runBatch()
                    .expect(row(25, 1))
                    .expectProgress(state(kind, 2, 0))
                    .add(10, 25)
                    .runBatch()
                    .expect(row(25, 2))
                    .expectProgress(state(kind, 2, 1))
                    .add(10)
                    .runBatch()
                    .expectNothing()
                    .expectProgress(state(kind, 2, 1))
                    .verify();
        }
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_A6_eachRunOverWhatIsThereGivesTheWindowsThatItsRowsFinish(StateKind kind) {
        try (QueryHarness<Integer, Pair<Windowed<String>, Long>> query = harness(kind, StreamsSuite::finished)) {
            query.trigger(Trigger.availableNow())
                    .add(15)
                    .runAll()
                    .expectNothing()
                    .add(10, 12, 14)
                    .restart()
                    .runAll()
                    .expectNothing()
                    .add(25)
                    .restart()
                    .runAll()
                    .expect(row(10, 3))
                    .add(50)
                    .restart()
                    .runAll()
                    .expect(row(15, 1), row(25, 1))
                    .add(50)
                    .restart()
                    .runAll()
                    .expectNothing()
                    .verify();
        }
    }

    private final MemorySource<Integer> a = MemorySource.create();
    private final MemorySource<Integer> b = MemorySource.create();

    private static EventTime<Integer> delayedBy(Duration delay) {
        return EventTime.of(second -> Instant.ofEpochSecond(second), delay);
    }

    /** Runs a batch of rows of the two sources, and one without rows, and says where the watermark is then. */
    private long after(QueryHarness<?, ?> query, Integer[] ofA, Integer[] ofB) {
        query.add(a, ofA).add(b, ofB).runBatch().add(a).runBatch();
        return query.watermarkMillis();
    }

    private static Integer[] rows(Integer... seconds) {
        return seconds;
    }

    /**
     * The rows after RESTART differ from the case: there the watermarks of single sources are forgotten, and B200 leaves
     * 185000. By R1 a watermark is persisted; what a query gives must not depend on whether it was stopped, and it does if
     * 190000 of A is forgotten. So B200 gives here what it would have given without the restart: 190000.
     */
    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_A10_theWatermarkOfAUnionIsThatOfTheSourceBehind(StateKind kind) {
        MemorySink<Pair<Windowed<String>, Long>> out = MemorySink.create();
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = harness(kind, out, streams -> streams.from("a", a)
                .withEventTime(delayedBy(TEN_SECONDS))
                .union(streams.from("b", b).withEventTime(delayedBy(FIVE_SECONDS)))
                .keyBy(second -> "all")
                .window(Windows.tumbling(FIVE_SECONDS))
                .aggregate(count())
                .named("counts")
                .to("out", out))) {
            assertThat(after(query, rows(11), rows())).isEqualTo(Long.MIN_VALUE); // where the case has 0
            assertThat(after(query, rows(), rows(6))).isEqualTo(1000);
            assertThat(after(query, rows(), rows(8))).isEqualTo(1000);
            assertThat(after(query, rows(21), rows())).isEqualTo(3000);
            assertThat(after(query, rows(), rows(17, 28, 39))).isEqualTo(11000);
            assertThat(after(query, rows(31), rows())).isEqualTo(21000);
            assertThat(after(query, rows(41), rows())).isEqualTo(31000);
            assertThat(after(query, rows(51), rows())).isEqualTo(34000);
            assertThat(after(query, rows(100), rows(100))).isEqualTo(90000);
            assertThat(after(query, rows(120), rows(110))).isEqualTo(105000);
            assertThat(after(query, rows(130), rows(125))).isEqualTo(120000);
            assertThat(after(query, rows(100), rows(100))).isEqualTo(120000);
            assertThat(after(query, rows(140), rows(100))).isEqualTo(120000);
            assertThat(after(query, rows(100), rows(135))).isEqualTo(130000);
            assertThat(after(query, rows(200), rows(190))).isEqualTo(185000);
            query.restart();
            assertThat(query.watermarkMillis()).isEqualTo(185000);
            assertThat(after(query, rows(), rows(200))).isEqualTo(190000);
            assertThat(after(query, rows(200), rows())).isEqualTo(190000);
        }
    }

    private static KeyedFlow<Windowed<String>, Long> sums(Flow<Reading> readings, Windows windows) {
        return readings.withEventTime(
                        reading -> reading.time() == null ? null : Instant.parse(reading.time()), Duration.ofHours(1))
                .named("readings")
                .keyBy(reading -> "all")
                .window(windows)
                .aggregate(sumLong(Reading::value))
                .named("sums");
    }

    /** As a batch and as a stream, whose rows come in two batches with a crash between them. */
    private void givesSums(
            StateKind kind, Windows windows, List<Reading> readings, Map<String, Long> expected, long withoutTime) {
        if (kind == StateKind.MEMORY) { // a batch has no state
            try (Tidewheel session = open(Tidewheel.builder().master("local[2]"))) {
                assertThat(bySpan(session.parallelize(readings, 2)
                                .via((Flow<Reading> rows) -> sums(rows, windows))
                                .collectAsMap()))
                        .as("as a batch")
                        .containsExactlyInAnyOrderEntriesOf(expected);
            }
        }

        Map<String, Long> stream = new TreeMap<>();
        try (QueryHarness<Reading, Pair<Windowed<String>, Long>> query =
                harness(kind, (Flow<Reading> rows) -> sums(rows, windows))) {
            query.add(readings.get(0), readings.get(readings.size() - 1))
                    .runBatch()
                    .crash()
                    .restart(3)
                    .add(readings.subList(1, readings.size() - 1).toArray(Reading[]::new))
                    .runBatch()
                    .closeWindows()
                    .expectProgress(
                            progress -> assertThat(progress.counters().getOrDefault("rowsWithoutTime.readings", 0L))
                                    .isEqualTo(withoutTime));
            query.rows().forEach(window -> assertThat(stream.put(span(window.key()), window.value()))
                    .isNull());
        }
        assertThat(stream).as("as a stream").containsExactlyInAnyOrderEntriesOf(expected);
    }

    private static String span(Windowed<String> window) {
        return window.start() + " " + window.end();
    }

    private static Reading at(String time, long value) {
        return new Reading("2016-03-27T19:39:" + time + "Z", value);
    }

    private static String span(String start, String end) {
        return "2016-03-27T19:" + start + "Z 2016-03-27T19:" + end + "Z";
    }

    private static final List<Reading> THREE = List.of(at("34", 1), at("56", 2), at("27", 4));

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_B1_tumblingWindowsLieSideBySide(StateKind kind) {
        givesSums(
                kind,
                Windows.tumbling(TEN_SECONDS),
                THREE,
                Map.of(span("39:20", "39:30"), 4L, span("39:30", "39:40"), 1L, span("39:50", "40:00"), 2L),
                0);
    }

    /** By R5: the grid of B1, five seconds later. */
    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_B2_windowsMayBeginLater(StateKind kind) {
        givesSums(
                kind,
                Windows.tumbling(TEN_SECONDS).startingAt(FIVE_SECONDS),
                THREE,
                Map.of(span("39:25", "39:35"), 5L, span("39:55", "40:05"), 2L),
                0);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_B3_aRowIsInEachSlidingWindowThatCoversIt(StateKind kind) {
        givesSums(
                kind,
                Windows.sliding(TEN_SECONDS, Duration.ofSeconds(3)),
                List.of(at("34", 1), at("56", 1), at("27", 1)),
                Map.of(
                        span("39:18", "39:28"), 1L,
                        span("39:21", "39:31"), 1L,
                        span("39:24", "39:34"), 1L,
                        span("39:27", "39:37"), 2L,
                        span("39:30", "39:40"), 1L,
                        span("39:33", "39:43"), 1L,
                        span("39:48", "39:58"), 1L,
                        span("39:51", "40:01"), 1L,
                        span("39:54", "40:04"), 1L),
                0);
    }

    /** By R5, with rows on the boundaries: a start is in its window, an end in the next. */
    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_B4_slidingWindowsMayBeginLaterAndOverlapInPart(StateKind kind) {
        givesSums(
                kind,
                Windows.sliding(Duration.ofSeconds(20), Duration.ofSeconds(15)).startingAt(FIVE_SECONDS),
                List.of(at("20", 1), at("25", 2), at("40", 4)),
                Map.of(span("39:05", "39:25"), 1L, span("39:20", "39:40"), 3L, span("39:35", "39:55"), 4L),
                0);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_B5_windowsMayBeginBefore1970(StateKind kind) {
        givesSums(
                kind,
                Windows.tumbling(TEN_SECONDS).startingAt(FIVE_SECONDS),
                List.of(new Reading("1970-01-01T00:00:02Z", 1), new Reading("1970-01-01T00:00:12Z", 2)),
                Map.of(
                        "1969-12-31T23:59:55Z 1970-01-01T00:00:05Z", 1L,
                        "1970-01-01T00:00:05Z 1970-01-01T00:00:15Z", 2L),
                0);
    }

    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_B6_rowsWithoutATimeAreInNoWindow(StateKind kind) {
        givesSums(
                kind,
                Windows.tumbling(TEN_SECONDS),
                List.of(
                        new Reading("2016-03-27T09:00:05Z", 1),
                        new Reading("2016-03-27T09:00:32Z", 2),
                        new Reading(null, 4),
                        new Reading(null, 8)),
                Map.of(
                        "2016-03-27T09:00:00Z 2016-03-27T09:00:10Z", 1L,
                        "2016-03-27T09:00:30Z 2016-03-27T09:00:40Z", 2L),
                2);
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
                    .expectNothing()
                    .add(new Line("spark streaming", 25))
                    .runBatch()
                    .expectNothing()
                    .crash()
                    .restart(3)
                    .add(new Line("spark streaming", 0))
                    .runBatch()
                    .expectNothing()
                    .expectProgress(counted("lateRows.sessions", 2))
                    .add(new Line("spark streaming", 30))
                    .runBatch()
                    .expectNothing()
                    .add(new Line("hello apache spark", 60))
                    .runBatch()
                    .expectNothing()
                    .restart(1)
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

    /** The sink has the batch, and the power fails before the journal has. */
    @ParameterizedTest
    @EnumSource(StateKind.class)
    void case_I4_aCrashBetweenTheSinkAndTheCommitRunsTheSameBatchAgain(StateKind kind) {
        List<String> seen = new ArrayList<>();
        AtomicBoolean isWritten = new AtomicBoolean();
        MemorySink<Pair<Windowed<String>, Long>> out = MemorySink.create();
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = harness(kind, out, streams -> {
            var counts = streams.from("a", a).via(StreamsSuite::finished);
            counts.to("out", out);
            counts.forEachBatch("seen", (windows, batch) -> {
                seen.add(batch.id() + " " + batch.time() + " " + bySpan(windows.collectAsMap()));
                isWritten.set(true);
            });
        })) {
            query.add(a, 10, 11, 12, 13, 14, 15).runBatch().expectNothing();
            isWritten.set(false);
            query.faults(call -> isWritten.get() ? Fault.powerFailure(Moment.BEFORE) : Fault.NONE)
                    .add(a, 25)
                    .runBatch(); // until it crashes
            assertThat(out.batches().get(1L)).containsExactly(row(10, 5));
            query.add(a, 45) // not in the batch that runs again
                    .restart(3)
                    .runBatch()
                    .expect(row(10, 5))
                    .runBatch()
                    .expect(row(15, 1), row(25, 1))
                    .verify();
        }
        assertThat(seen).hasSize(4);
        assertThat(seen.get(2)).startsWith("1 ").isEqualTo(seen.get(1));
    }

    private static Map<String, Long> bySpan(Map<Windowed<String>, Long> windows) {
        Map<String, Long> counts = new TreeMap<>();
        windows.forEach((window, count) -> counts.put(span(window), count));
        return counts;
    }
}
