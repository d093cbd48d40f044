package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.EventFlow;
import io.tidewheel.api.EventTime;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Event time where it is unusual: extreme times, keys that are null, functions that throw, windows upon windows. */
class EventTimeEdgesTest {
    private static final Duration LONGEST = Duration.ofDays(400L * 365);

    record Row(@Nullable String key, @Nullable Instant time, long value) {}

    static Stream<Windows> windows() {
        return Stream.of(
                Windows.tumbling(LONGEST),
                Windows.tumbling(LONGEST).startingAt(LONGEST.negated()),
                Windows.sliding(LONGEST, LONGEST.dividedBy(4)),
                Windows.sliding(Duration.ofMillis(7), Duration.ofMillis(3)),
                Windows.tumbling(Duration.ofMillis(1)),
                Windows.session(LONGEST),
                Windows.session(Duration.ofMillis(1)));
    }

    private static KeyedFlow<Windowed<@Nullable String>, Long> sums(Flow<Row> rows, Windows windows) {
        return rows.withEventTime(Row::time, LONGEST)
                .keyBy(Row::key, Row::value)
                .window(windows)
                .allowedLateness(LONGEST)
                .aggregate(Aggregators.sumLong(value -> value))
                .named("sums");
    }

    private static <K> List<Pair<K, Long>> batch(List<Row> rows, KeyedFlowJob<Flow<Row>, K, Long> job) {
        try (Tidewheel session = Tidewheel.builder().master("local[2]").open()) {
            return session.parallelize(rows, 2).via(job).collect();
        }
    }

    private static <K> List<Pair<K, Long>> stream(List<Row> rows, int batch, KeyedFlowJob<Flow<Row>, K, Long> job) {
        try (QueryHarness<Row, Pair<K, Long>> query = QueryHarness.of(job)) {
            for (int from = 0; from < rows.size(); from += batch) {
                query.add(rows.subList(from, Math.min(rows.size(), from + batch))
                                .toArray(Row[]::new))
                        .runBatch();
                if (from % 2 == 1) {
                    query.crash().restart(1 + from % 3);
                }
            }
            query.closeWindows();
            return List.copyOf(query.rows());
        }
    }

    @ParameterizedTest
    @MethodSource("windows")
    void when_timesAreExtremeOrMissingAndKeysAreNull_then_windowsAreThoseOfTheBatch(Windows windows) {
        long furthest = Long.MAX_VALUE / 1000 / 1000 * 1000;
        List<Row> rows = new ArrayList<>();
        for (Instant time : new Instant[] {
            Instant.ofEpochMilli(-furthest),
            Instant.MIN,
            Instant.ofEpochMilli(-furthest + 1),
            Instant.ofEpochMilli(-LONGEST.toMillis()),
            Instant.ofEpochSecond(-1, 999_999_999),
            Instant.EPOCH.minusNanos(1),
            null,
            Instant.EPOCH,
            Instant.ofEpochMilli(1),
            Instant.ofEpochMilli(7),
            Instant.MAX
        }) {
            rows.add(new Row(null, time, 1));
            rows.add(new Row("a", time, 10));
        }

        assertThat(stream(rows, 3, flow -> sums(flow, windows)))
                .containsExactlyInAnyOrderElementsOf(batch(rows, flow -> sums(flow, windows)))
                .isNotEmpty();
    }

    @Test
    void when_aRowIsAsLateAsTimesCanBe_then_itIsLateAndNothingElseHappens() {
        long furthest = Long.MAX_VALUE / 1000 / 1000 * 1000;
        try (QueryHarness<Row, Pair<Windowed<String>, Long>> query =
                QueryHarness.of((Flow<Row> rows) -> rows.withEventTime(Row::time, Duration.ZERO)
                        .keyBy(row -> "all", Row::value)
                        .window(Windows.sliding(LONGEST, LONGEST.dividedBy(2)))
                        .aggregate(Aggregators.count())
                        .named("counts"))) {
            query.add(new Row("a", Instant.ofEpochMilli(furthest), 1))
                    .runBatch()
                    .add(new Row("a", Instant.ofEpochMilli(-furthest), 1))
                    .runBatch()
                    .expectNothing()
                    .expectProgress(progress -> assertThat(progress.counters()).containsEntry("lateRows.counts", 1L));
        }
    }

    private static KeyedFlow<Windowed<String>, Long> summed(
            EventFlow<Row> rows, String name, Windows windows, OutputMode mode) {
        return rows.keyBy(Row::key, Row::value)
                .window(windows)
                .outputMode(mode)
                .aggregate(Aggregators.sumLong(value -> value))
                .named(name);
    }

    private static Flow<Row> again(KeyedFlow<Windowed<String>, Long> windows) {
        return windows.map((window, sum) -> new Row(window.key(), Instant.ofEpochMilli(window.endMillis() - 1), sum));
    }

    /** Windows of windows of windows; the second ones of a union with the rows of the first. */
    private static KeyedFlow<Windowed<String>, Long> towers(Flow<Row> rows) {
        EventFlow<Row> first = rows.withEventTime(Row::time, Duration.ofMillis(20));
        KeyedFlow<Windowed<String>, Long> fives =
                summed(first, "fives", Windows.tumbling(Duration.ofMillis(5)), OutputMode.APPEND);
        EventFlow<Row> second = again(fives).withEventTime(Row::time, Duration.ZERO);
        KeyedFlow<Windowed<String>, Long> sliding = summed(
                second.union(first),
                "sliding",
                Windows.sliding(Duration.ofMillis(20), Duration.ofMillis(10)),
                OutputMode.APPEND);
        EventFlow<Row> third = again(sliding).withEventTime(Row::time, Duration.ZERO);
        return summed(third, "sessions", Windows.session(Duration.ofMillis(9)), OutputMode.APPEND);
    }

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_windowsStandUponWindows_then_aStreamCutAnywhereGivesThoseOfTheBatch(long seed) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long millis = -100 + i * 4L - random.nextInt(20);
            rows.add(new Row("k" + random.nextInt(3), Instant.ofEpochMilli(millis), i));
        }

        assertThat(stream(rows, 5 + (int) seed, EventTimeEdgesTest::towers))
                .containsExactlyInAnyOrderElementsOf(batch(rows, EventTimeEdgesTest::towers))
                .isNotEmpty();
    }

    @Test
    void when_aTimeFunctionThrows_then_theBatchFailsAndSaysWhere() {
        MemorySource<String> in = MemorySource.create();
        MemorySink<Pair<Windowed<String>, Long>> out = MemorySink.create();
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = QueryHarness.of(out, streams -> {
            streams.skipBadRecords(); // of sources, which this is none of
            streams.from("in", in)
                    .withEventTime(Instant::parse, Duration.ZERO)
                    .<String>keyBy(text -> "all")
                    .window(Windows.tumbling(LONGEST))
                    .aggregate(Aggregators.count())
                    .to("out", out);
        })) {
            query.config("tidewheel.batch.max.failures", "1")
                    .add(in, "2026-01-01T00:00:00Z", "yesterday")
                    .failBatch("Text 'yesterday' could not be parsed");
        }
    }

    @Test
    void when_idleAfterIsTakenAwayAtARestart_then_aSilentFlowHoldsTheOtherBackAgain() {
        MemorySource<Integer> a = MemorySource.create();
        MemorySource<Integer> b = MemorySource.create();
        MemorySink<Pair<Windowed<String>, Long>> out = MemorySink.create();
        EventTime<Integer> plain = EventTime.of(second -> Instant.ofEpochSecond(second), Duration.ZERO);
        AtomicReference<EventTime<Integer>> time = new AtomicReference<>(plain.idleAfter(Duration.ofSeconds(30)));
        try (QueryHarness<Void, Pair<Windowed<String>, Long>> query = QueryHarness.of(out, streams -> {
            streams.from("a", a)
                    .withEventTime(time.get())
                    .union(streams.from("b", b).withEventTime(time.get()))
                    .<String>keyBy(second -> "all")
                    .window(Windows.tumbling(Duration.ofSeconds(5)))
                    .aggregate(Aggregators.count())
                    .named("counts")
                    .to("out", out);
        })) {
            query.add(a, 1, 7).add(b, 1).runBatch().expectNothing().advance(Duration.ofSeconds(30));
            // all are silent, so that nothing moves the watermark
            query.add(a, 8)
                    .runBatch()
                    .expect(Pair.of(new Windowed<>("all", 0, 5000), 2L))
                    .drain();
            time.set(plain);
            query.restart()
                    .add(a, 20)
                    .runBatch()
                    .expectNothing() // b counts again, and stands at 1
                    .add(b, 11)
                    .runBatch()
                    .expect(Pair.of(new Windowed<>("all", 5000, 10_000), 2L))
                    .verify();
        }
    }
}
