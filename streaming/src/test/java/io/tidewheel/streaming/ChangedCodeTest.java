package io.tidewheel.streaming;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Tidewheel;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.testing.FakeLedgerSink;
import io.tidewheel.streaming.testing.FakeTwoPhaseSink;
import io.tidewheel.streaming.testing.QueryHarness;
import io.tidewheel.streaming.testing.SinkFault;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query stopped within a batch, and changed before it starts again. */
class ChangedCodeTest {
    @TempDir
    Path checkpoint;

    private final MemorySource<Integer> numbers = MemorySource.of(1, 2, 2);
    private boolean isLeftOut; // one of two sources

    private Query start(Tidewheel tidewheel, boolean changed, StreamSink<Pair<Integer, Long>> sink) {
        Streams streams = Streams.on(tidewheel).checkpoint(checkpoint.toString());
        DStream<Integer> stream = streams.from("numbers", numbers);
        DStream<Integer> used = changed ? stream.filter(n -> n > 1) : stream.map(ChangedCodeTest::failing);
        used.keyBy(n -> n).aggregate(count()).named("counts").to("out", sink);
        return streams.start("q");
    }

    private static int failing(int number) {
        throw new IllegalStateException("no " + number);
    }

    private static Tidewheel open(int cores) {
        return Tidewheel.builder()
                .master("local[" + cores + "]")
                .config("tidewheel.batch.max.failures", "1")
                .open();
    }

    @Test
    void when_everySinkCanTakeABatchBack_then_itIsPlannedAnewByTheNewCode() {
        FakeTwoPhaseSink<Pair<Integer, Long>> sink = FakeTwoPhaseSink.create();
        try (Tidewheel tidewheel = open(2)) {
            Query failed = start(tidewheel, false, sink);
            assertThatThrownBy(failed::await).hasMessageContaining("no ");
        }
        try (Tidewheel tidewheel = open(3)) {
            Query query = start(tidewheel, true, sink);
            query.processAllAvailable();
            query.stop();
        }
        assertThat(sink.rows()).containsExactly(Pair.of(2, 2L));
    }

    @Test
    void when_aLedgerHoldsTheBatchAlready_then_theStartIsRefusedUntilTheOthersHoldItToo() {
        FakeLedgerSink<Integer> first = FakeLedgerSink.create(Clock.SYSTEM, Duration.ofMinutes(1));
        FakeLedgerSink<Integer> second = FakeLedgerSink.create(Clock.SYSTEM, Duration.ofMinutes(1));
        second.onCall(step -> {
            if (step.equals("before commit")) {
                throw new IOException("no answer");
            }
        });
        try (Tidewheel tidewheel = open(2)) {
            Query failed = startLedgers(tidewheel, 0, first, second);
            assertThatThrownBy(failed::await).hasMessageContainingAll("sink 'second'", "no answer");
            second.onCall(SinkFault.NONE);
            assertThatThrownBy(() -> startLedgers(tidewheel, 2, first, second))
                    .hasMessageContainingAll("stopped within batch 0 and has been changed", "drain()");
            startLedgers(tidewheel, 0, first, second).drain(Duration.ofMinutes(1));
            numbers.add(3, 1);
            Query changed = startLedgers(tidewheel, 2, first, second);
            changed.processAllAvailable();
            changed.stop();
        }
        assertThat(first.rows()).isEqualTo(second.rows()).containsExactly(1, 2, 2, 3);
    }

    private Query startLedgers(
            Tidewheel tidewheel, int least, FakeLedgerSink<Integer> first, FakeLedgerSink<Integer> second) {
        Streams streams = Streams.on(tidewheel).checkpoint(checkpoint.toString());
        DStream<Integer> stream = streams.from("numbers", numbers);
        DStream<Integer> used = least > 0 ? stream.filter(n -> n >= least) : stream;
        used.to("first", first);
        used.to("second", second);
        return streams.start("q");
    }

    @Test
    void when_deadLettersMayBeSeen_then_theStartIsRefused() {
        MemorySink<DeadLetter> letters = MemorySink.create();
        FakeTwoPhaseSink<Integer> sink = FakeTwoPhaseSink.create();
        try (Tidewheel tidewheel = open(2)) {
            Query failed = startParsing(tidewheel, false, sink, letters);
            assertThatThrownBy(failed::await).hasMessageContaining("no 1");
            assertThatThrownBy(() -> startParsing(tidewheel, true, sink, letters))
                    .hasMessageContaining("stopped within batch 0 and has been changed");
        }
    }

    private Query startParsing(
            Tidewheel tidewheel, boolean changed, FakeTwoPhaseSink<Integer> sink, MemorySink<DeadLetter> letters) {
        Streams streams =
                Streams.on(tidewheel).checkpoint(checkpoint.toString()).deadLetters(letters);
        DStream<Integer> stream = streams.from("texts", new ParsedNumbers(MemorySource.of("1", "one")));
        DStream<Integer> used = changed ? stream.filter(n -> n > 1) : stream.map(ChangedCodeTest::failing);
        used.to("out", sink);
        return streams.start("q");
    }

    @Test
    void when_aSourceIsLeftOutForAWhile_then_itGoesOnWhereItWas() {
        MemorySource<Integer> others = MemorySource.of(7);
        QueryHarness<Void, Pair<Integer, Long>> query = twoSources(others);
        try (query) {
            query.runBatch().expect(Pair.of(1, 1L), Pair.of(2, 2L), Pair.of(7, 1L));
            isLeftOut = true;
            query.restart().add(numbers, 1).add(others, 8).runBatch().expect(Pair.of(1, 2L));
            query.restart().add(numbers, 1).runBatch().expect(Pair.of(1, 3L));
            isLeftOut = false;
            query.restart().runBatch().expect(Pair.of(8, 1L)).verify();
        }
    }

    private QueryHarness<Void, Pair<Integer, Long>> twoSources(MemorySource<Integer> others) {
        MemorySink<Pair<Integer, Long>> sink = MemorySink.create();
        return QueryHarness.of(sink, streams -> {
            DStream<Integer> stream = streams.from("numbers", numbers);
            DStream<Integer> all = isLeftOut ? stream : stream.union(streams.from("others", others));
            all.keyBy(n -> n).aggregate(count()).named("counts").to("out", sink);
        });
    }

    @Test
    void when_onlyTheParallelismIsAnother_then_anOpenBatchRunsAgainAsItWasPlanned() {
        MemorySink<Pair<Integer, Integer>> sink = MemorySink.create();
        try (QueryHarness<Void, Pair<Integer, Integer>> query = QueryHarness.of(sink, streams -> {
            KeyedDStream<Integer, Integer> pairs = streams.interval(Duration.ofSeconds(1))
                    .from("numbers", numbers)
                    .keyBy(n -> n, n -> 10 * n);
            pairs.join(streams.session().parallelize(List.of(1, 2, 3, 4), 2).keyBy(n -> n), Integer::sum)
                    .reduceByKey(Integer::sum)
                    .transformToPair(rows -> rows.sortByKey().distinct())
                    .to("out", sink);
        })) {
            query.parallelism(3)
                    .faults(call -> call.operation() == Operation.SYNC && numbers.size() > 3
                            ? Fault.powerFailure(Moment.AFTER)
                            : Fault.NONE)
                    .runBatch()
                    .expect(Pair.of(1, 11), Pair.of(2, 44))
                    .add(numbers, 4)
                    .runBatch() // begins, and no more
                    .restart(5)
                    .runBatch()
                    .expect(Pair.of(4, 44))
                    .verify();
        }
    }

    @Test
    void when_aSinkMayHoldAPartOfTheBatch_then_theStartIsRefused() {
        MemorySink<Pair<Integer, Long>> sink = MemorySink.create();
        try (Tidewheel tidewheel = open(2)) {
            Query failed = start(tidewheel, false, sink);
            assertThatThrownBy(failed::await).hasMessageContaining("no ");
            assertThatThrownBy(() -> start(tidewheel, true, sink))
                    .isInstanceOfSatisfying(
                            TidewheelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CHECKPOINT))
                    .hasMessageContainingAll("stopped within batch 0 and has been changed", "drain()");
        }
    }
}
