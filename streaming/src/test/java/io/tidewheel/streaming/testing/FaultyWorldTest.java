package io.tidewheel.streaming.testing;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan.Call;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.Batch;
import io.tidewheel.streaming.ForwardingDriver;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.StreamSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions, sinks, disks and clocks that go wrong for long, in virtual time. */
class FaultyWorldTest {
    private static final AtomicInteger ATTEMPTS = new AtomicInteger();
    private static final AtomicReference<ManualClock> CLOCK = new AtomicReference<>();

    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Integer> out = MemorySink.create();
    private final TimeZone zone = TimeZone.getDefault();

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(zone);
    }

    private static KeyedFlow<Integer, Long> counts(Flow<Integer> rows) {
        return rows.keyBy(number -> number).aggregate(count());
    }

    private static KeyedFlow<Integer, Long> countsUnlessSeven(Flow<Integer> rows) {
        return counts(rows.map(number -> {
            if (number == 7) {
                ATTEMPTS.incrementAndGet();
                throw new IllegalStateException("not seven");
            }
            return number;
        }));
    }

    @Test
    void when_aFunctionFailsForOneKeyOnly_then_theQueryStopsAfterSomeAttemptsAndSaysWhere() {
        ATTEMPTS.set(0);
        QueryHarness<Integer, Pair<Integer, Long>> harness = QueryHarness.of(FaultyWorldTest::countsUnlessSeven)
                .add(1, 2)
                .runBatch()
                .expect(Pair.of(1, 1L), Pair.of(2, 1L))
                .add(3, 4, 5, 6, 7, 8);
        for (String part : List.of(
                "query 'query' stopped at batch 1, source 'in' from 2 to 8, after 3 failures",
                "stage 0, partition 1, attempt 0, at row 6 threw",
                "not seven")) {
            harness.failBatch(part).restart();
        }
        assertThat(ATTEMPTS).as("attempts of three starts").hasValue(3 * 3);
        harness.expectNothing().close();
    }

    /** Takes as long for each row as it is told, and is away while it is told so. */
    private static final class SlowSink implements DirectSink<Integer> {
        private final List<Integer> batches = new ArrayList<>(); // how many rows each has had
        private final List<Integer> rows = new ArrayList<>();
        private final List<Long> attemptsMillis = new ArrayList<>();
        private Instant awayUntil = Instant.MIN;
        private long microsPerRow;

        @Override
        public String describe() {
            return "slow";
        }

        @Override
        public OnReplay onReplay() {
            return OnReplay.REPLACES;
        }

        @Override
        public Driver<Integer> open(SinkContext context) {
            return batch -> {
                attemptsMillis.add(CLOCK.get().epochMillis());
                if (CLOCK.get().now().isBefore(awayUntil)) {
                    throw new IOException("connection refused");
                }
                List<Integer> written = new ArrayList<>();
                batch.forEach((kind, row) -> written.add(row));
                batches.add(written.size());
                rows.addAll(written);
                CLOCK.get().advance(Duration.ofNanos(written.size() * microsPerRow * 1_000));
            };
        }
    }

    private QueryHarness<Void, Integer> into(SlowSink sink, String... settings) {
        QueryHarness<Void, Integer> harness =
                QueryHarness.of(out, streams -> streams.targetBatchDuration(Duration.ofMillis(100))
                        .from("numbers", numbers)
                        .to("slow", sink));
        for (int i = 0; i < settings.length; i += 2) {
            harness.config(settings[i], settings[i + 1]);
        }
        CLOCK.set(harness.clock());
        return harness;
    }

    @Test
    void when_aSinkGetsAThousandTimesSlower_then_batchesGetSmallAtOnceAndLargeAgainAfterwards() {
        int there = 200_000;
        numbers.addAll(IntStream.range(0, there).boxed().toList());
        SlowSink sink = new SlowSink();
        QueryHarness<Void, Integer> harness = into(sink);
        sink.microsPerRow = 10;
        run(harness, 6);
        assertThat(last(sink)).isEqualTo(10_000);
        sink.microsPerRow = 10_000;
        run(harness, 1); // planned when the sink was fast
        long before = harness.clock().epochMillis();
        run(harness, 10);
        assertThat(last(sink)).isEqualTo(10);
        assertThat(harness.clock().epochMillis() - before).isEqualTo(10 * 100);
        sink.microsPerRow = 10;
        run(harness, 12);
        assertThat(last(sink)).isGreaterThan(9_000);
        assertThat(sink.batches).as("rows of a batch").allMatch(rows -> rows <= 11_000);
        harness.expectProgress(progress -> assertThat(progress.sources().get(0).behindRows())
                        .as("what is left, as the progress of the last batch says")
                        .isEqualTo(there - sink.rows.size()))
                .close();
        assertThat(sink.rows)
                .isEqualTo(IntStream.range(0, sink.rows.size()).boxed().toList());
    }

    private static void run(QueryHarness<?, ?> harness, int batches) {
        for (int batch = 0; batch < batches; batch++) {
            harness.runBatch();
        }
    }

    private static int last(SlowSink sink) {
        return sink.batches.get(sink.batches.size() - 1);
    }

    @Test
    void when_aSinkIsAwayForTenMinutes_then_itIsTriedSeldomerAndNothingIsLost() {
        SlowSink sink = new SlowSink();
        QueryHarness<Void, Integer> harness = into(sink, "tidewheel.batch.max.failures", "1000000");
        harness.add(numbers, 1).runBatch();
        sink.attemptsMillis.clear();
        sink.awayUntil = harness.clock().now().plus(Duration.ofMinutes(10));
        harness.add(numbers, 2, 3).runBatch().add(numbers, 4).runBatch();
        assertThat(sink.rows).containsExactly(1, 2, 3, 4);
        List<Long> attempts = sink.attemptsMillis.subList(0, sink.attemptsMillis.size() - 1);
        long shares = 0;
        for (int i = 1; i < attempts.size(); i++) {
            long whole = Math.min(60_000, 200L << (i - 1));
            long pause = attempts.get(i) - attempts.get(i - 1);
            assertThat(pause).as("pause %s", i).isBetween(whole / 2, whole);
            shares += 100 * pause / whole;
        }
        assertThat(attempts).hasSizeLessThan(35);
        assertThat(shares / (attempts.size() - 1))
                .as("percent of the longest pause")
                .isBetween(55L, 95L);
        harness.close();
    }

    @Test
    void when_aSinkIsAwayAndTheQueryIsDrained_then_itGivesUpWithinSeconds() {
        SlowSink sink = new SlowSink();
        QueryHarness<Void, Integer> harness = into(sink, "tidewheel.batch.max.failures", "1000000");
        sink.awayUntil = harness.clock().now().plus(Duration.ofMinutes(10));
        harness.add(numbers, 1).advance(Duration.ofMinutes(5)); // by now it is tried once a minute
        long before = harness.clock().epochMillis();
        int tried = sink.attemptsMillis.size();
        try {
            harness.drain();
        } catch (AssertionError e) {
            assertThat(e)
                    .hasMessageContaining("query 'query' was asked to end and stopped at batch 0")
                    .hasMessageContaining("connection refused")
                    .hasMessageContaining("start it again once the cause is mended");
        }
        assertThat(sink.attemptsMillis).as("one attempt more").hasSize(tried + 1);
        assertThat(harness.clock().epochMillis() - before).isLessThan(2_500);
    }

    /** A full disk at each byte; after some seconds there is room again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 97})
    void when_theDiskIsFullAtAnyByte_then_theQueryGoesOnOnceThereIsRoom(int step) {
        for (long room = 0; room < 120L * step; room += step) {
            QueryHarness<Integer, Pair<Integer, Long>> harness = QueryHarness.of(FaultyWorldTest::counts)
                    .config("tidewheel.batch.max.failures", "1000")
                    .config("tidewheel.snapshot.batches", "1")
                    .add(1, 2)
                    .runBatch()
                    .expect(Pair.of(1, 1L), Pair.of(2, 1L));
            Instant freed = harness.clock().now().plusSeconds(5);
            harness.disk().room(room);
            harness.faults(call -> {
                        if (harness.clock().now().isAfter(freed)) {
                            harness.disk().room(Long.MAX_VALUE);
                        }
                        return Fault.NONE;
                    })
                    .add(1, 3)
                    .runBatch()
                    .expect(Pair.of(1, 2L), Pair.of(3, 1L))
                    .crash()
                    .restart()
                    .add(1)
                    .runBatch()
                    .expect(Pair.of(1, 3L))
                    .verify();
        }
    }

    private static boolean isOfSnapshot(Call call) {
        return call.operation() == Operation.CREATE && call.path().contains("snapshot");
    }

    @Test
    void when_snapshotsFailForAWhile_then_noBatchDoes() {
        AtomicInteger failuresLeft = new AtomicInteger(2);
        QueryHarness<Integer, Pair<Integer, Long>> harness = QueryHarness.of(FaultyWorldTest::counts)
                .config("tidewheel.batch.max.failures", "1")
                .config("tidewheel.snapshot.batches", "1")
                .start()
                .faults(call -> isOfSnapshot(call) && failuresLeft.getAndDecrement() > 0
                        ? Fault.failure(Moment.BEFORE)
                        : Fault.NONE);
        for (int batch = 0; batch < 5; batch++) {
            harness.add(batch).runBatch().expect(Pair.of(batch, 1L));
        }
        assertThat(failuresLeft.get()).isNegative();
        harness.verify();
    }

    @Test
    void when_noSnapshotCanBeWritten_then_theQueryStopsAndSaysWhatToLookAt() {
        QueryHarness.of(FaultyWorldTest::counts)
                .config("tidewheel.snapshot.batches", "1")
                .start()
                .faults(call -> isOfSnapshot(call) ? Fault.failure(Moment.BEFORE) : Fault.NONE)
                .add(1)
                .runBatch()
                .add(2)
                .runBatch()
                .add(3)
                .runBatch()
                .add(4)
                .failBatch("a snapshot of the state of query 'query' could not be written into its checkpoint")
                .restart()
                .runBatch()
                .expectLatest(Map.of(1, 1L, 2, 1L, 3, 1L, 4, 1L))
                .verify();
    }

    /** When each row's batch is said to be. */
    private static Flow<Long> batchTimes(Flow<Integer> rows) {
        return rows.map(row -> Batch.current().time().toEpochMilli());
    }

    @Test
    void when_somebodySetsTheClock_then_batchesKeepTheirPaceAndTheirTimesNeverGoBack() {
        MemorySource<Integer> many = MemorySource.create();
        many.addAll(IntStream.range(0, 1_000).boxed().toList());
        MemorySink<Long> times = MemorySink.create();
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        QueryHarness<Void, Long> harness = QueryHarness.of(
                        times, streams -> streams.trigger(Trigger.every(Duration.ofSeconds(1)))
                                .maxRowsPerBatch(1)
                                .from("many", many)
                                .via(FaultyWorldTest::batchTimes)
                                .to("times", times))
                .startAt(start)
                .start();
        long batches = 0;
        for (Duration jump : List.of(
                Duration.ZERO,
                Duration.ofHours(1),
                Duration.ofHours(-1),
                Duration.ofDays(-3_650),
                Duration.ofDays(3_650),
                Duration.ofHours(-2))) {
            harness.clock().jump(jump);
            harness.advance(Duration.ofSeconds(10));
            assertThat(harness.batches() - batches)
                    .as("batches of ten seconds after %s", jump)
                    .isBetween(10L, 11L);
            batches = harness.batches();
        }
        assertThat(times.rows()).isSorted().allMatch(time -> time >= start.toEpochMilli());
        harness.clock().jump(Duration.ofDays(-365));
        long latest = times.rows().get(times.rows().size() - 1);
        harness.crash().restart().runBatch();
        assertThat(times.rows().get(times.rows().size() - 1))
                .as("after a restart in the past")
                .isEqualTo(latest);
        harness.close();
    }

    @Test
    void when_summerTimeBegins_then_batchesGoOnHourByHour() {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        MemorySource<Integer> many = MemorySource.create();
        many.addAll(List.of(1, 2, 3, 4, 5));
        MemorySink<Long> times = MemorySink.create();
        Instant start = Instant.parse("2026-03-28T23:00:00Z"); // two hours before clocks are set
        QueryHarness<Void, Long> harness = QueryHarness.of(
                        times, streams -> streams.trigger(Trigger.every(Duration.ofHours(1)))
                                .maxRowsPerBatch(1)
                                .from("many", many)
                                .via(FaultyWorldTest::batchTimes)
                                .to("times", times))
                .startAt(start);
        harness.advance(Duration.ofHours(4));
        assertThat(times.rows().stream().map(Instant::ofEpochMilli))
                .containsExactly(
                        start,
                        start.plusSeconds(3_600),
                        start.plusSeconds(7_200),
                        start.plusSeconds(10_800),
                        start.plusSeconds(14_400));
        harness.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void when_aQueryHasNothingToDo_then_itLooksSeldomAndWritesNothing(boolean wakes) {
        AtomicInteger plans = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        QueryHarness<Void, Integer> harness = QueryHarness.of(
                        out, streams -> streams.from("numbers", new Counting(numbers, wakes, plans))
                                .to("out", out))
                .add(numbers, 1)
                .runAll()
                .advance(Duration.ofSeconds(20));
        harness.faults(call -> {
            calls.incrementAndGet();
            return Fault.NONE;
        });
        plans.set(0);
        harness.advance(Duration.ofSeconds(10));
        assertThat(plans).hasValueLessThanOrEqualTo(wakes ? 2 : 41);
        assertThat(calls).as("calls of the checkpoint's storage").hasValue(0);
        Instant before = harness.clock().now();
        harness.add(numbers, 2).runBatch();
        if (wakes) {
            assertThat(harness.clock().now()).as("when it is woken").isEqualTo(before);
        }
        harness.expectAll(1, 2).verify();
    }

    @Test
    void when_aQueryIsWokenBeforeItsFirstBatch_then_itGoesOn() {
        AtomicInteger plans = new AtomicInteger();
        QueryHarness<Void, Integer> harness =
                QueryHarness.of(out, streams -> streams.from("numbers", new Counting(numbers, true, plans))
                        .to("out", out));
        harness.runAll() // nothing is there, and something may have come meanwhile
                .add(numbers, 1)
                .runAll()
                .expect(1)
                .drain()
                .expectEnded()
                .verify();
    }

    @Test
    void when_batchesRunForADay_then_theCheckpointIsAsSmallAsAfterAnHour() throws IOException {
        MemorySource<Integer> rows = MemorySource.create();
        MemorySink<Pair<Integer, Long>> latest = MemorySink.create();
        QueryHarness<Void, Pair<Integer, Long>> harness = QueryHarness.of(
                        latest, streams -> streams.trigger(Trigger.every(Duration.ofMinutes(1)))
                                .maxRowsPerBatch(1)
                                .from("rows", rows)
                                .via(FaultyWorldTest::counts)
                                .to("out", latest))
                .config("tidewheel.snapshot.batches", "100");
        for (int row = 0; row < 24 * 60; row++) {
            rows.add(row % 50);
        }
        harness.advance(Duration.ofHours(2));
        long filesBefore = files(harness);
        harness.advance(Duration.ofHours(22));
        assertThat(harness.batches()).isGreaterThanOrEqualTo(24 * 60);
        assertThat(files(harness)).as("files of the checkpoint").isLessThanOrEqualTo(filesBefore + 20);
        harness.crash().restart().runAll();
        assertThat(latest.latest()).hasSize(50);
        harness.close();
    }

    private static long files(QueryHarness<?, ?> harness) throws IOException {
        long files = 0;
        for (String directory : List.of("/checkpoint/journal", "/checkpoint/files", "/checkpoint/epochs")) {
            files += harness.disk().list(directory).size();
        }
        return files;
    }

    /** Counts how often it is asked for a plan; the first time, something comes meanwhile. */
    private record Counting(MemorySource<Integer> rows, boolean wakes, AtomicInteger plans)
            implements StreamSource<Integer> {
        @Override
        public String describe() {
            return rows.describe();
        }

        @Override
        public SourceDriver<Integer> open(SourceContext context) throws Exception {
            return new ForwardingDriver<>(rows.open(context)) {
                @Override
                public SourcePlan plan(Offset from, SourceLimit limit) throws Exception {
                    if (plans.incrementAndGet() == 1) {
                        context.wake().run();
                    }
                    return super.plan(from, limit);
                }

                @Override
                public boolean wakes() {
                    return wakes;
                }
            };
        }
    }
}
