package io.tidewheel.streaming.testing;

import static io.tidewheel.api.Aggregators.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan.Operation;
import io.tidewheel.data.Pair;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Failures at single calls that a query must outlive; the simulation has found them. */
class RecoveringTest {
    private final MemorySource<Integer> numbers = MemorySource.create();
    private final MemorySink<Pair<Integer, Long>> out = MemorySink.create();
    private final FakeTwoPhaseSink<Pair<Integer, Long>> twoPhase = FakeTwoPhaseSink.create();
    private final AtomicBoolean fails = new AtomicBoolean();

    @Test
    void when_aPurgeFails_then_theBatchBeforeItIsNotRunAgain() {
        List<Pair<Integer, Long>> expected = new ArrayList<>();
        QueryHarness<Void, Pair<Integer, Long>> harness = counting(null);
        harness.start().faults(call -> call.operation() == Operation.LIST ? Fault.failure(Moment.BEFORE) : Fault.NONE);
        for (long batch = 1; batch <= 130; batch++) {
            harness.add(numbers, 7).runBatch();
            expected.add(Pair.of(7, batch));
        }
        assertThat(harness.rows()).isEqualTo(expected);
        harness.close();
    }

    @Test
    void when_aLedgerCommitsAndNobodyHears_then_otherSinksFinishTheBatchToo() {
        FakeLedgerSink<Pair<Integer, Long>> ledger = ledger();
        QueryHarness<Void, Pair<Integer, Long>> harness = counting(ledger);
        ledger.onCall(step -> failOnce(step.equals("after commit")));
        harness.add(numbers, 1).runBatch().expect(Pair.of(1, 1L));
        fails.set(true);
        harness.add(numbers, 1, 2).runBatch();
        harness.add(numbers, 3).runBatch().expectAll(Pair.of(1, 1L), Pair.of(1, 2L), Pair.of(2, 1L), Pair.of(3, 1L));
        assertThat(twoPhase.rows()).containsExactlyInAnyOrderElementsOf(out.rows());
        assertThat(ledger.rows()).containsExactlyInAnyOrderElementsOf(out.rows());
        harness.verify();
    }

    @Test
    void when_nobodyKnowsWhetherABatchIsPrepared_then_theJournalIsReadAgain() {
        FakeLedgerSink<Pair<Integer, Long>> ledger = ledger();
        QueryHarness<Void, Pair<Integer, Long>> harness = counting(ledger);
        AtomicBoolean written = new AtomicBoolean();
        ledger.onCall(step -> written.set(step.equals("after write")));
        harness.add(numbers, 1).runBatch().expect(Pair.of(1, 1L));
        fails.set(true);
        harness.faults(call -> call.operation() == Operation.SYNC && written.get() && fails.getAndSet(false)
                        ? Fault.failure(Moment.AFTER)
                        : Fault.NONE)
                .add(numbers, 1)
                .runBatch()
                .expect(Pair.of(1, 2L));
        assertThat(fails).isFalse();
        assertThat(ledger.rows()).containsExactlyElementsOf(out.rows());
        harness.verify();
    }

    @Test
    void when_aBatchFailsOnceSinksHaveIt_then_itIsTakenBackBeforeItRunsAgain() {
        FakeLedgerSink<Pair<Integer, Long>> ledger = ledger(); // locked while its transaction is open
        QueryHarness<Void, Pair<Integer, Long>> harness = QueryHarness.of(out, streams -> {
            var counts = streams.from("numbers", numbers)
                    .keyBy(number -> number)
                    .aggregate(count())
                    .named("counts");
            counts.to("out", out);
            counts.to("two-phase", twoPhase);
            counts.to("ledger", ledger);
            counts.forEachBatch("fails", (rows, batch) -> failOnce(true));
        });
        fails.set(true);
        harness.config("tidewheel.batch.max.failures", "2").add(numbers, 1).runBatch();
        assertThat(fails).isFalse();
        assertThat(ledger.rows()).isEqualTo(twoPhase.rows()).containsExactly(Pair.of(1, 1L));
        assertThat(twoPhase.stagedBatches()).isZero();
        harness.close();
    }

    @Test
    void when_aBatchFailsAgainAndAgain_then_pausesGrowAndTheNextBatchBeginsToCountAnew() {
        List<Long> attempts = new ArrayList<>(); // in milliseconds since the one before
        AtomicInteger failures = new AtomicInteger(3);
        AtomicReference<@Nullable QueryHarness<Void, Integer>> own = new AtomicReference<>();
        long[] last = {0};
        QueryHarness<Void, Integer> harness =
                QueryHarness.of(MemorySink.<Integer>create(), streams -> streams.from("numbers", numbers)
                        .forEachBatch("fails", (rows, batch) -> {
                            long now = Objects.requireNonNull(own.get()).clock().epochMillis();
                            attempts.add(now - last[0]);
                            last[0] = now;
                            if (failures.getAndDecrement() > 0) {
                                throw new IOException("not yet");
                            }
                        }));
        own.set(harness);
        harness.config("tidewheel.batch.max.failures", "4").config("tidewheel.batch.retry.delay", "100ms");
        harness.add(numbers, 1).runBatch();
        assertThat(attempts).hasSize(4);
        for (int pause = 1; pause < attempts.size(); pause++) { // up to a half is left out by chance
            assertThat(attempts.get(pause)).isBetween(50L << (pause - 1), 100L << (pause - 1));
        }
        failures.set(3);
        harness.add(numbers, 2).runBatch();
        assertThat(harness.batches()).isEqualTo(2);
        harness.close();
    }

    @Test
    void when_batchesGoOn_then_theCheckpointIsPurgedNowAndThen() {
        AtomicInteger deleted = new AtomicInteger();
        QueryHarness<Void, Pair<Integer, Long>> harness = counting(null);
        harness.add(numbers, 0).runBatch();
        harness.restart().faults(call -> {
            deleted.addAndGet(call.operation() == Operation.DELETE ? 1 : 0);
            return Fault.NONE;
        });
        harness.add(numbers, 1).runBatch();
        harness.restart().add(numbers, 2).runBatch().restart().faults(call -> {
            deleted.addAndGet(call.operation() == Operation.DELETE ? 1 : 0);
            return Fault.NONE;
        });
        for (int i = 0; i < 3; i++) {
            harness.add(numbers, i).runBatch();
        }
        assertThat(deleted).hasPositiveValue();
        harness.close();
    }

    private FakeLedgerSink<Pair<Integer, Long>> ledger() {
        return FakeLedgerSink.create(ManualClock.at(Instant.EPOCH), Duration.ofMinutes(1));
    }

    private void failOnce(boolean here) throws IOException {
        if (here && fails.getAndSet(false)) {
            throw new IOException("the answer got lost");
        }
    }

    private QueryHarness<Void, Pair<Integer, Long>> counting(@Nullable FakeLedgerSink<Pair<Integer, Long>> ledger) {
        return QueryHarness.of(out, streams -> {
            var counts = streams.from("numbers", numbers)
                    .keyBy(number -> number)
                    .aggregate(count())
                    .named("counts");
            counts.to("out", out);
            counts.to("two-phase", twoPhase);
            if (ledger != null) {
                counts.to("ledger", ledger);
            }
        });
    }
}
