package io.tidewheel.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Aggregators;
import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.api.OutputMode;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.Windows;
import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import io.tidewheel.streaming.testing.QueryHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventWindowsTest {
    record Row(int key, long millis, long value) {}

    static LongStream seeds() {
        return LongStream.range(0, 24);
    }

    private static Windows windows(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Windows.tumbling(Duration.ofMillis(10)).startingAt(Duration.ofMillis(random.nextInt(-9, 9)));
            case 1 ->
                Windows.sliding(Duration.ofMillis(4L * random.nextInt(2, 6)), Duration.ofMillis(random.nextInt(1, 8)));
            default -> Windows.session(Duration.ofMillis(random.nextInt(1, 15)));
        };
    }

    private static KeyedFlow<Windowed<Integer>, Long> sums(
            Flow<Row> rows, Windows windows, Duration delay, OutputMode mode) {
        return rows.withEventTime(row -> Instant.ofEpochMilli(row.millis()), delay)
                .keyBy(Row::key, Row::value)
                .window(windows)
                .outputMode(mode)
                .aggregate(Aggregators.sumLong(value -> value))
                .named("sums");
    }

    /** In order but for so many milliseconds. */
    private static List<Row> rows(Random random, int disorder) {
        List<Row> rows = new ArrayList<>();
        Map<Row, Long> order = new HashMap<>();
        for (int i = 0; i < 80; i++) {
            long gap = random.nextInt(10) == 0 ? 200 : 0; // nothing happens for a while
            Row row = new Row(random.nextInt(4), -150 + i * 3L + gap, i);
            rows.add(row);
            order.put(row, row.millis() + random.nextInt(disorder + 1));
        }
        rows.sort(Comparator.comparing(order::get));
        return rows;
    }

    private static Map<Windowed<Integer>, Long> batch(
            List<Row> rows, KeyedFlowJob<Flow<Row>, Windowed<Integer>, Long> job) {
        try (Tidewheel session = Tidewheel.builder().master("local[2]").open()) {
            return session.parallelize(rows, 2).via(job).collectAsMap();
        }
    }

    /** Runs rows in batches cut at random, with crashes and other numbers of partitions. */
    private static List<Pair<Windowed<Integer>, Long>> stream(
            List<Row> rows, KeyedFlowJob<Flow<Row>, Windowed<Integer>, Long> job, Random random, StateKind kind) {
        try (QueryHarness<Row, Pair<Windowed<Integer>, Long>> query = QueryHarness.of(job)) {
            query.state(kind);
            int from = 0;
            while (from < rows.size()) {
                int to = Math.min(rows.size(), from + 1 + random.nextInt(25));
                query.add(rows.subList(from, to).toArray(Row[]::new)).runBatch();
                from = to;
                if (random.nextInt(4) == 0) {
                    query.crash().restart(1 + random.nextInt(4));
                }
            }
            query.closeWindows();
            return List.copyOf(query.rows());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_aStreamIsCutAnywhere_then_itsWindowsAreThoseOfTheBatch(long seed) {
        Random random = new Random(seed);
        Windows windows = windows(random);
        int disorder = random.nextInt(20);
        List<Row> rows = rows(random, disorder);
        StateKind kind = List.of(StateKind.values()).get((int) (seed % 3));
        KeyedFlowJob<Flow<Row>, Windowed<Integer>, Long> job =
                flow -> sums(flow, windows, Duration.ofMillis(disorder), OutputMode.APPEND);

        List<Pair<Windowed<Integer>, Long>> streamed = stream(rows, job, random, kind);
        Map<Windowed<Integer>, Long> expected = batch(rows, job);

        assertThat(streamed)
                .as("seed %d, %s, state in %s", seed, windows, kind)
                .containsExactlyInAnyOrderElementsOf(expected.entrySet().stream()
                        .map(window -> Pair.of(window.getKey(), window.getValue()))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_changedWindowsAreGiven_then_theLastOfEachIsThatOfTheBatch(long seed) {
        Random random = new Random(seed);
        Windows windows = Windows.sliding(Duration.ofMillis(12), Duration.ofMillis(seed % 2 == 0 ? 12 : 4));
        List<Row> rows = rows(random, 10);
        KeyedFlowJob<Flow<Row>, Windowed<Integer>, Long> job =
                flow -> sums(flow, windows, Duration.ofMillis(10), OutputMode.UPDATE);

        Map<Windowed<Integer>, Long> latest = new HashMap<>();
        stream(rows, job, random, StateKind.MEMORY).forEach(row -> latest.put(row.key(), row.value()));

        assertThat(latest).as("seed %d, %s", seed, windows).isEqualTo(batch(rows, job));
    }

    @Test
    void when_windowsAreFinal_then_whatFollowsMayDoAnythingWithThem() {
        try (QueryHarness<Row, Pair<Integer, Long>> query = QueryHarness.of((Flow<Row> rows) -> sums(
                        rows, Windows.tumbling(Duration.ofMillis(10)), Duration.ZERO, OutputMode.APPEND)
                .filter((window, sum) -> sum > 1)
                .keyBy((window, sum) -> window.key())
                .aggregate(Aggregators.count())
                .named("windows of a key"))) {
            query.add(new Row(1, 0, 1), new Row(1, 5, 1), new Row(2, 5, 1), new Row(1, 20, 7))
                    .runBatch()
                    .expect(Pair.of(1, 1L))
                    .add(new Row(1, 40, 1))
                    .runBatch()
                    .expect(Pair.of(1, 2L))
                    .verify();
        }
    }

    @Test
    void when_windowsOfWindowsAreMade_then_theirWatermarkFollowsTheFirst() {
        try (QueryHarness<Row, Pair<Windowed<Integer>, Long>> query = QueryHarness.of(
                (Flow<Row> rows) -> sums(rows, Windows.tumbling(Duration.ofMillis(5)), Duration.ZERO, OutputMode.APPEND)
                        .map((window, sum) -> new Row(window.key(), window.endMillis() - 1, sum))
                        .withEventTime(row -> Instant.ofEpochMilli(row.millis()), Duration.ZERO)
                        .keyBy(Row::key, Row::value)
                        .window(Windows.tumbling(Duration.ofMillis(10)))
                        .aggregate(Aggregators.sumLong(value -> value))
                        .named("sums of sums"))) {
            query.add(new Row(1, 0, 1), new Row(1, 5, 2), new Row(1, 16, 4))
                    .runBatch()
                    .expectNothing()
                    .add(new Row(1, 20, 8))
                    .runBatch()
                    .expect(Pair.of(new Windowed<>(1, 0L, 10L), 3L))
                    .closeWindows()
                    .expect(Pair.of(new Windowed<>(1, 10L, 20L), 4L), Pair.of(new Windowed<>(1, 20L, 30L), 8L))
                    .verify();
        }
    }

    @Test
    void when_stateIsAskedFor_then_finishedWindowsHaveLeftNothing() {
        try (QueryHarness<Row, Pair<Windowed<Integer>, Long>> query = QueryHarness.of((Flow<Row> rows) -> sums(
                rows,
                Windows.sliding(Duration.ofMillis(30), Duration.ofMillis(10)),
                Duration.ZERO,
                OutputMode.APPEND))) {
            for (int i = 0; i < 50; i++) {
                query.add(new Row(1, i * 10L, 1)).runBatch();
            }
            query.expectProgress(progress ->
                    assertThat(progress.stateOperators().get(0).numRowsTotal()).isEqualTo(3));
            assertThat(query.rows())
                    .hasSize(49)
                    .filteredOn(row -> row.value() == 3)
                    .hasSize(47);
        }
    }

    @Test
    void when_aKeyHasManySessionsAtOnce_then_eachIsGivenInItsTurn() {
        Row[] rows = new Row[20];
        Arrays.setAll(rows, i -> new Row(1, i * 100L, 1));
        try (QueryHarness<Row, Pair<Windowed<Integer>, Long>> query = QueryHarness.of((Flow<Row> flow) ->
                sums(flow, Windows.session(Duration.ofMillis(10)), Duration.ofMillis(1000), OutputMode.APPEND))) {
            query.add(rows).runBatch();
            assertThat(query.rows()).hasSize(9);
            query.closeWindows();
            assertThat(query.rows()).hasSize(20);
        }
    }
}
