package io.tidewheel.api;

import static io.tidewheel.api.Aggregators.count;
import static io.tidewheel.api.Aggregators.sumLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.data.Pair;
import io.tidewheel.data.Windowed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowsTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
    private static Tidewheel session;

    record Reading(@Nullable String time, long value) {
        @Nullable
        Instant instant() {
            return time == null ? null : Instant.parse(time);
        }
    }

    record Row(int key, long millis, long value) {}

    @BeforeAll
    static void open() {
        session = Tidewheel.builder().master("local[2]").open();
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static Map<String, Long> sums(Windows windows, Reading... readings) {
        return session
                .parallelize(Arrays.asList(readings), 2)
                .withEventTime(Reading::instant, Duration.ZERO)
                .keyBy(reading -> "all")
                .window(windows)
                .aggregate(sumLong(Reading::value))
                .collectAsMap()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        sum -> sum.getKey().start() + " " + sum.getKey().end(), Map.Entry::getValue));
    }

    private static Reading at(String time, long value) {
        return new Reading("2016-03-27T19:39:" + time + "Z", value);
    }

    @Test
    void case_B1_tumblingWindowsLieSideBySide() {
        assertThat(sums(Windows.tumbling(TEN_SECONDS), at("34", 1), at("56", 2), at("27", 4)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "2016-03-27T19:39:20Z 2016-03-27T19:39:30Z", 4L,
                        "2016-03-27T19:39:30Z 2016-03-27T19:39:40Z", 1L,
                        "2016-03-27T19:39:50Z 2016-03-27T19:40:00Z", 2L));
    }

    @Test
    void case_B3_aRowIsInEachSlidingWindowThatCoversIt() {
        Map<Integer, Long> counts = session
                .parallelize(List.of(at("34", 1), at("56", 2), at("27", 4)), 3)
                .withEventTime(Reading::instant, Duration.ZERO)
                .keyBy(reading -> "all")
                .window(Windows.sliding(TEN_SECONDS, Duration.ofSeconds(3)))
                .aggregate(count())
                .collectAsMap()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        window -> (int) (window.getKey().start().getEpochSecond() % 60), Map.Entry::getValue));

        assertThat(counts).isEqualTo(Map.of(18, 1L, 21, 1L, 24, 1L, 27, 2L, 30, 1L, 33, 1L, 48, 1L, 51, 1L, 54, 1L));
    }

    @Test
    void case_B5_windowsMayBeginBefore1970() {
        Reading two = new Reading("1970-01-01T00:00:02Z", 1);
        Reading twelve = new Reading("1970-01-01T00:00:12Z", 2);

        assertThat(sums(Windows.tumbling(TEN_SECONDS).startingAt(Duration.ofSeconds(5)), two, twelve))
                .isEqualTo(Map.of(
                        "1969-12-31T23:59:55Z 1970-01-01T00:00:05Z", 1L,
                        "1970-01-01T00:00:05Z 1970-01-01T00:00:15Z", 2L));
    }

    @Test
    void case_B6_rowsWithoutATimeAreInNoWindow() {
        assertThat(sums(
                                Windows.tumbling(TEN_SECONDS),
                                new Reading("2016-03-27T09:00:05Z", 1),
                                new Reading("2016-03-27T09:00:32Z", 2),
                                new Reading(null, 4),
                                new Reading("+999999999-01-01T00:00:00Z", 8))
                        .values())
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void case_A16_nothingIsLateInABatch() {
        WindowedDataset<String, Long> windows = session.parallelize(List.of(100_000L, 5L, 50_000L, 0L), 1)
                .withEventTime(Instant::ofEpochMilli, Duration.ZERO)
                .keyBy(millis -> "all")
                .window(Windows.tumbling(TEN_SECONDS));

        assertThat(windows.aggregate(count()).collectAsMap().values()).containsExactlyInAnyOrder(2L, 1L, 1L);
        assertThat(windows.lateRows().collect()).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    private static List<Row> rows(Random random) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long grid = 10L * random.nextInt(-20, 20); // often exactly on a boundary
            rows.add(new Row(random.nextInt(3), grid + (random.nextBoolean() ? 0 : random.nextInt(-1, 2)), i));
        }
        return rows;
    }

    private static Map<Windowed<Integer>, Long> computed(List<Row> rows, Windows windows, int partitions) {
        return session.parallelize(rows, partitions)
                .withEventTime(row -> Instant.ofEpochMilli(row.millis()), Duration.ZERO)
                .keyBy(Row::key)
                .window(windows)
                .aggregate(sumLong(Row::value))
                .collectAsMap();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_windowsOverlap_then_eachHasExactlyTheRowsOfItsSpan(long seed) {
        Random random = new Random(seed);
        List<Row> rows = rows(random);
        long size = 10L * random.nextInt(1, 8);
        long slide = random.nextBoolean() ? size : random.nextLong(1, size + 1);
        long offset = random.nextLong(-100, 100);
        Map<Windowed<Integer>, Long> expected = new HashMap<>();
        for (long start = offset - 400 * slide; start < 400 * slide; start += slide) {
            for (Row row : rows) {
                if (start <= row.millis() && row.millis() < start + size) {
                    expected.merge(new Windowed<>(row.key(), start, start + size), row.value(), Long::sum);
                }
            }
        }

        Windows windows = Windows.sliding(Duration.ofMillis(size), Duration.ofMillis(slide))
                .startingAt(Duration.ofMillis(offset));
        assertThat(computed(rows, windows, 1 + random.nextInt(4)))
                .as("seed %d, %s", seed, windows)
                .isEqualTo(expected);
    }

    @Test
    void when_windowsOverlap_then_theirPartsAreInTheOrderOfTime() {
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < 400; row++) {
            rows.add(new Row(row % 7, (row * 7_919L) % 100, row)); // times go to and fro
        }
        Map<Windowed<Integer>, List<Long>> lists = session.parallelize(rows, 3)
                .withEventTime(row -> Instant.ofEpochMilli(row.millis()), Duration.ZERO)
                .keyBy(Row::key, Row::value)
                .window(Windows.sliding(Duration.ofMillis(30), Duration.ofMillis(10)))
                .aggregate(Aggregators.toList())
                .collectAsMap();
        assertThat(lists).hasSizeGreaterThan(80);
        lists.forEach((window, values) -> assertThat(values)
                .as("%s", window)
                .isEqualTo(rows.stream()
                        .filter(row -> row.key() == window.key()
                                && row.millis() >= window.startMillis()
                                && row.millis() < window.endMillis())
                        .sorted(Comparator.comparing(row -> row.millis() / 10))
                        .map(Row::value)
                        .toList()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void when_rowsFollowEachOtherWithinTheGap_then_theyAreOneSession(long seed) {
        Random random = new Random(seed);
        List<Row> rows = rows(random);
        long gap = random.nextInt(1, 30);
        Map<Windowed<Integer>, Long> expected = new HashMap<>();
        for (int key = 0; key < 3; key++) {
            int wanted = key;
            long start = Long.MIN_VALUE;
            long end = Long.MIN_VALUE;
            for (long millis : new TreeSet<>(rows.stream()
                    .filter(row -> row.key() == wanted)
                    .map(Row::millis)
                    .toList())) {
                start = millis > end ? millis : start;
                end = millis + gap;
                long from = start;
                long to = end;
                expected.keySet().removeIf(session -> session.key() == wanted && session.startMillis() == from);
                expected.put(
                        new Windowed<>(key, start, end),
                        rows.stream()
                                .filter(row -> row.key() == wanted && row.millis() >= from && row.millis() < to)
                                .mapToLong(Row::value)
                                .sum());
            }
        }

        assertThat(computed(rows, Windows.session(Duration.ofMillis(gap)), 1 + random.nextInt(4)))
                .as("seed %d, gap %d", seed, gap)
                .isEqualTo(expected);
    }

    @Test
    void when_timesAreAsFarAwayAsTheyCanBe_then_theirWindowsAreRight() {
        long far = Long.MAX_VALUE / 1000 / 1000 * 1000;
        for (long millis : new long[] {far, -far}) {
            Pair<Windowed<String>, Long> window = session.parallelize(List.of(millis), 1)
                    .withEventTime(Instant::ofEpochMilli, Duration.ZERO)
                    .keyBy(any -> "all")
                    .window(Windows.tumbling(Duration.ofMillis(700)))
                    .aggregate(count())
                    .pairs()
                    .collect()
                    .get(0);
            assertThat(millis)
                    .isBetween(window.key().startMillis(), window.key().endMillis() - 1);
            assertThat(Math.floorMod(window.key().startMillis(), 700L)).isZero();
        }
    }

    @Test
    void when_windowsOrTimesMakeNoSense_then_theyAreRefusedWhereTheyAreDescribed() {
        assertThatThrownBy(() -> Windows.tumbling(Duration.ZERO))
                .hasMessageContainingAll("tumbling windows", "PT0S", "at least 1 ms");
        assertThatThrownBy(() -> Windows.tumbling(Duration.ofNanos(1_500_000)))
                .hasMessageContaining("whole milliseconds");
        assertThatThrownBy(() -> Windows.sliding(TEN_SECONDS, Duration.ofSeconds(11)))
                .hasMessageContainingAll("leave out the rows between", "slide by the size or less");
        assertThatThrownBy(() -> Windows.session(TEN_SECONDS).startingAt(TEN_SECONDS))
                .hasMessageContaining("begin with their first row");
        assertThatThrownBy(() -> EventTime.of((Row row) -> Instant.EPOCH, Duration.ofSeconds(-10)))
                .hasMessageContainingAll("delayed", "PT-10S");
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        EventTime<Row> time = EventTime.of(row -> Instant.EPOCH, Duration.ZERO);
        assertThatThrownBy(() -> EventTime.of((Row row) -> Instant.EPOCH, forever))
                .hasMessageContainingAll("maxDelay", "give at most");
        assertThatThrownBy(() -> time.idleAfter(forever)).hasMessageContainingAll("idleAfter", "give at most");
        assertThatThrownBy(() -> time.maxAhead(forever)).hasMessageContainingAll("maxAhead", "give at most");
        assertThatThrownBy(() -> Windows.tumbling(TEN_SECONDS).startingAt(forever))
                .hasMessageContainingAll("startingAt", "at most");
        assertThatThrownBy(() -> Windows.tumbling(TEN_SECONDS).startingAt(Duration.ofNanos(1)))
                .hasMessageContainingAll("startingAt", "whole milliseconds");
        WindowedDataset<Integer, Row> sessions = session.parallelize(List.<Row>of(), 1)
                .withEventTime(row -> Instant.EPOCH, Duration.ZERO)
                .keyBy(Row::key)
                .window(Windows.session(TEN_SECONDS));
        assertThatThrownBy(() -> sessions.outputMode(OutputMode.UPDATE))
                .hasMessageContainingAll("sessions with gaps of PT10S", "use APPEND");
        assertThatThrownBy(() -> sessions.allowedLateness(Duration.ofSeconds(-1)))
                .hasMessageContaining("PT-1S");
    }
}
