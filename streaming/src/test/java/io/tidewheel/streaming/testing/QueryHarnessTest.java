package io.tidewheel.streaming.testing;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.api.Flow;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.Batch;
import io.tidewheel.streaming.ForwardingDriver;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.StreamSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueryHarnessTest {
    private static final AtomicBoolean THROWS = new AtomicBoolean();
    private static final AtomicReference<ManualClock> CLOCK = new AtomicReference<>();

    private static KeyedFlow<Integer, Long> counts(Flow<Integer> numbers) {
        return numbers.keyBy(number -> number).aggregate(count());
    }

    private static KeyedFlow<Integer, Long> countsUnlessFour(Flow<Integer> numbers) {
        return counts(numbers.map(number -> {
            if (number == 4 && THROWS.getAndSet(false)) {
                throw new IllegalStateException("four");
            }
            return number;
        }));
    }

    private static Flow<Integer> negated(Flow<Integer> numbers) {
        return numbers.map(number -> -number);
    }

    /** When each row's batch is said to be; a row takes as long as it says. */
    private static Flow<Long> batchTimes(Flow<Integer> durations) {
        return durations.map(millis -> {
            CLOCK.get().advance(Duration.ofMillis(millis));
            return Batch.current().time().toEpochMilli();
        });
    }

    @Test
    void when_aFirstTestIsWritten_then_itIsThreeLines() {
        QueryHarness.of(QueryHarnessTest::counts)
                .add(3, 3, 2)
                .runBatch()
                .expect(Pair.of(3, 2L), Pair.of(2, 1L))
                .verify();
    }

    @ParameterizedTest
    @EnumSource
    void case_C1_when_aRunningCountCrashesAndRestarts_then_itGoesOn(StateKind state) {
        QueryHarness.of(QueryHarnessTest::counts)
                .state(state)
                .add(3)
                .runBatch()
                .expect(Pair.of(3, 1L))
                .add(3, 2)
                .runBatch()
                .expect(Pair.of(3, 2L), Pair.of(2, 1L))
                .crash()
                .restart()
                .add(3, 2, 1)
                .runBatch()
                .expect(Pair.of(3, 3L), Pair.of(2, 2L), Pair.of(1, 1L))
                .restart(5)
                .add(4, 4, 4, 4)
                .runBatch()
                .expect(Pair.of(4, 4L))
                .verify();
    }

    @Test
    void case_C2_when_theLatestValuesAreLookedAt_then_theyAreTheWholeResult() {
        QueryHarness.of(QueryHarnessTest::counts)
                .add(3)
                .runBatch()
                .expectLatest(Map.of(3, 1L))
                .add(2)
                .runBatch()
                .expectLatest(Map.of(3, 1L, 2, 1L))
                .restart()
                .add(3, 2, 1)
                .runBatch()
                .expectLatest(Map.of(3, 2L, 2, 2L, 1, 1L))
                .add(4, 4, 4, 4)
                .runBatch()
                .expectLatest(Map.of(3, 2L, 2, 2L, 1, 1L, 4, 4L))
                .verify();
    }

    @Test
    void case_C5_when_aFunctionThrowsMidBatch_then_nothingIsCountedTwice() {
        THROWS.set(true);
        QueryHarness.of(QueryHarnessTest::countsUnlessFour)
                .config("tidewheel.batch.max.failures", "1")
                .add(1, 2, 3, 4)
                .failBatch("four")
                .expectNothing()
                .restart()
                .runBatch()
                .expect(Pair.of(1, 1L), Pair.of(2, 1L), Pair.of(3, 1L), Pair.of(4, 1L))
                .verify();
    }

    @Test
    void when_aFunctionThrowsOnce_then_theBatchIsTriedAgainAfterAPause() {
        THROWS.set(true);
        QueryHarness<Integer, Pair<Integer, Long>> harness = QueryHarness.of(QueryHarnessTest::countsUnlessFour);
        Instant before = harness.clock().now();
        harness.add(4).runBatch().expect(Pair.of(4, 1L));
        assertThat(harness.clock().now()).isAfter(before);
        harness.verify();
    }

    @Test
    void case_I1_when_aBatchOverrunsItsInterval_then_theNextComesAtOnceAndThenTheGridAgain() {
        QueryHarness<Integer, Long> harness = QueryHarness.of(QueryHarnessTest::batchTimes)
                .startAt(Instant.ofEpochMilli(2_000))
                .trigger(Trigger.every(Duration.ofSeconds(1)));
        CLOCK.set(harness.clock());
        harness.add(1_500)
                .runBatch()
                .expect(2_000L)
                .add(0)
                .runBatch()
                .expect(3_500L)
                .add(0)
                .runBatch()
                .expect(4_000L)
                .add(0)
                .advance(Duration.ofMillis(999))
                .expectNothing()
                .advance(Duration.ofMillis(1))
                .expect(5_000L)
                .verify();
    }

    @Test
    void case_I1_when_theFirstBatchIsOffTheGrid_then_itBeginsAtOnce() {
        QueryHarness<Integer, Long> harness = QueryHarness.of(QueryHarnessTest::batchTimes)
                .startAt(Instant.ofEpochMilli(150))
                .trigger(Trigger.every(Duration.ofMillis(100)));
        CLOCK.set(harness.clock());
        harness.add(0)
                .runBatch()
                .expect(150L)
                .add(0)
                .runBatch()
                .expect(200L)
                .add(0)
                .runBatch()
                .expect(300L)
                .verify();
    }

    /** A source that does not know where it ends. */
    @Test
    void when_batchesFollowEachOther_then_progressKnowsHowFastRowsComeAndHowFastTheyGo() {
        QueryHarness.of(QueryHarnessTest::counts)
                .add(1, 2)
                .runBatch()
                .expectProgress(
                        progress -> assertThat(progress.inputRowsPerSecond()).isZero())
                .advance(Duration.ofSeconds(2))
                .add(3, 4, 5)
                .runBatch()
                .expectProgress(progress -> {
                    assertThat(progress.sinceLastMillis()).isBetween(1_999L, 2_500L);
                    assertThat(progress.inputRowsPerSecond()).isBetween(1.2, 1.51);
                })
                .close();
    }

    private record Endless<T>(MemorySource<T> rows) implements StreamSource<T> {
        @Override
        public String describe() {
            return "endless memory";
        }

        @Override
        public SourceDriver<T> open(SourceContext context) throws Exception {
            return new ForwardingDriver<>(rows.open(context)) {
                @Override
                public boolean freezeEnd() {
                    return false;
                }
            };
        }
    }

    private static QueryHarness<Void, String> availableNow(
            MemorySource<String> one,
            MemorySource<String> other,
            Function<MemorySource<String>, StreamSource<String>> as) {
        MemorySink<String> out = MemorySink.create();
        return QueryHarness.of(out, streams -> {
            streams.trigger(Trigger.availableNow()).maxRowsPerBatch(1);
            streams.from("one", as.apply(one))
                    .union(streams.from("other", other))
                    .to("out", out);
        });
    }

    @Test
    void case_I3_when_everySourceKnowsItsEnd_then_whatIsThereIsReadInBatchesAndTheQueryEnds() {
        MemorySource<String> one = MemorySource.of("a", "b", "c");
        MemorySource<String> other = MemorySource.of("x", "y", "z");
        QueryHarness<Void, String> harness = availableNow(one, other, source -> source);
        harness.runBatch()
                .expect("a", "x")
                .add(one, "late") // came after the start
                .runBatch()
                .expect("b", "y")
                .runAll()
                .expect("c", "z")
                .expectEnded()
                .restart()
                .runAll()
                .expect("late")
                .expectEnded()
                .restart()
                .runAll()
                .expectNothing()
                .expectEnded()
                .verify();
    }

    @Test
    void case_I3_when_aSourceDoesNotKnowItsEnd_then_allIsOneBatch() {
        MemorySource<String> one = MemorySource.of("a", "b", "c");
        MemorySource<String> other = MemorySource.of("x", "y", "z");
        QueryHarness<Void, String> harness = availableNow(one, other, Endless::new);
        harness.runBatch()
                .expect("a", "b", "c", "x", "y", "z")
                .runAll()
                .expectEnded()
                .verify();
    }

    @Test
    void case_I4_when_itCrashesBetweenTheSinkAndTheCommit_then_theSameBatchRunsAgainAndNoRowIsThereTwice() {
        List<String> seen = new ArrayList<>();
        MemorySource<Integer> numbers = MemorySource.create();
        MemorySink<Pair<Integer, Long>> out = MemorySink.create();
        AtomicBoolean written = new AtomicBoolean();
        QueryHarness<Void, Pair<Integer, Long>> harness = QueryHarness.of(out, (Streams streams) -> {
            var counts = streams.from("numbers", numbers).via(QueryHarnessTest::counts);
            counts.to("out", out);
            counts.forEachBatch("seen", (rows, batch) -> {
                seen.add(batch.id() + " " + batch.time() + " " + rows.collectAsMap());
                written.set(true);
            });
        });
        harness.add(numbers, 1, 2, 1).runBatch().expect(Pair.of(1, 2L), Pair.of(2, 1L));
        written.set(false);
        harness.faults(call -> written.get() ? Fault.powerFailure(Moment.BEFORE) : Fault.NONE)
                .add(numbers, 1, 3)
                .runBatch() // until it crashes
                .restart()
                .runBatch()
                .expect(Pair.of(1, 3L), Pair.of(3, 1L))
                .verify();
        assertThat(seen).hasSize(3);
        assertThat(seen.get(2)).startsWith("1 ").isEqualTo(seen.get(1));
    }

    @Test
    void when_rowsDiffer_then_theErrorShowsTheScriptAndWhereTheQueryIs() {
        assertThatThrownBy(() -> QueryHarness.of(QueryHarnessTest::counts)
                        .add(1, 1)
                        .runBatch()
                        .expect(Pair.of(1, 2L))
                        .add(2)
                        .runBatch()
                        .expect(Pair.of(2, 2L)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("missing: [(2, 2)]")
                .hasMessageContaining("not expected: [(2, 1)]")
                .hasMessageContaining("   .add(1, 1)\n   .runBatch()  // batch 0, 2 rows\n")
                .hasMessageContaining("=> .expect((2, 2))\n")
                .hasMessageContaining("source 'in' at 3")
                .hasMessageContaining("watermark: none")
                .hasMessageContaining("sink, batch 1: [(2, 1)]")
                .hasMessageContaining("state 'aggregate(in)'");
    }

    @Test
    void when_itIsOver_then_noThreadIsLeft() throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        QueryHarness.of(QueryHarnessTest::negated).add(1).runAll().expect(-1).verify();
        List<Thread> left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().contains("tidewheel"))
                .toList();
        for (Thread thread : left) {
            thread.join(10_000); // one that has done its last work may still be about to end
        }
        assertThat(left).noneMatch(Thread::isAlive);
    }
}
