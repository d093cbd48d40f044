package io.tidewheel.streaming.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.LedgerSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import io.tidewheel.streaming.sink.WriterFactory;
import io.tidewheel.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FakeSinksTest {
    private long now;
    private final Clock clock = new Clock() {
        @Override
        public long nanoTime() {
            return now * 1_000_000;
        }

        @Override
        public long epochMillis() {
            return now;
        }
    };

    private final FakeLedgerSink<String> ledger = FakeLedgerSink.create(clock, Duration.ofSeconds(5));
    private final FakeTwoPhaseSink<String> staged = FakeTwoPhaseSink.create();

    private SinkContext epoch(long epoch) {
        return new SinkContext(
                "q", "id", epoch, "s", Set.of(ChangeKind.INSERT), false, Storages.DEFAULT, Codecs.DEFAULT, clock);
    }

    private static SinkBatch<String> batch(long id, String... rows) {
        return new SinkBatch<>() {
            @Override
            public long batchId() {
                return id;
            }

            @Override
            public long batchTimeMillis() {
                return 0;
            }

            @Override
            public void forEach(RowConsumer<? super String> consumer) throws Exception {
                for (String row : rows) {
                    consumer.accept(ChangeKind.INSERT, row);
                }
            }

            @Override
            public List<byte[]> write(WriterFactory<? super String> writers) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static void assertFails(Kind kind, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(TidewheelException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessageContaining(message);
        });
    }

    @Test
    void when_aLedgerCommits_then_itHoldsTheBatchAndKnowsItAfterACrash() throws Exception {
        LedgerSink.Driver<String> first = ledger.open(epoch(1));
        assertThat(first.recover()).isEqualTo(-1);
        first.write(batch(0, "a"));
        assertThat(ledger.rows()).isEmpty();
        first.commit(0);
        first.write(batch(1, "b"));
        ledger.crash();

        LedgerSink.Driver<String> second = ledger.open(epoch(2));
        assertThat(second.recover()).isZero();
        assertThat(ledger.batches("id")).isEqualTo(Map.of(0L, List.of("a")));
        assertFails(Kind.RESOURCE, "has ended", () -> first.commit(1));
        assertFails(Kind.RESOURCE, "no transaction of batch 1", () -> second.commit(1));
    }

    @Test
    void when_aTransactionIsOpenTooLong_then_itCannotCommit() throws Exception {
        LedgerSink.Driver<String> driver = ledger.open(epoch(1));
        driver.recover();
        driver.write(batch(0, "a"));

        now += 5001;

        assertFails(Kind.RESOURCE, "it died", () -> driver.commit(0));
        driver.write(batch(0, "a"));
        driver.commit(0);
        assertThat(ledger.rows()).containsExactly("a");
    }

    @Test
    void when_twoWrite_then_theSecondMeetsTheLockAndTheOlderEpochIsFenced() throws Exception {
        LedgerSink.Driver<String> zombie = ledger.open(epoch(1));
        zombie.recover();
        LedgerSink.Driver<String> twin = ledger.open(epoch(1));
        zombie.write(batch(0, "a"));
        assertFails(Kind.RESOURCE, "locked by the transaction of batch 0 in epoch 1", () -> twin.write(batch(0, "a")));

        LedgerSink.Driver<String> driver = ledger.open(epoch(2));
        driver.recover();
        assertFails(Kind.FENCED, "epoch 2 has taken over", () -> zombie.commit(0));
        driver.write(batch(0, "a"));
        driver.commit(0);
        assertFails(Kind.FENCED, "epoch 2 has taken over", () -> zombie.write(batch(1, "b")));
        driver.write(batch(0, "a"));
        assertFails(Kind.BUG, "batch 0 is committed after batch 0", () -> driver.commit(0));
        driver.abort(0);
        assertThat(ledger.rows()).containsExactly("a");
    }

    @Test
    void when_stagedRowsAreCommitted_then_thatMayBeRepeatedByAnotherRun() throws Exception {
        TwoPhaseSink.Driver<String> first = staged.open(epoch(1));
        first.recover(-1, null);
        byte[] token = first.prepare(batch(0, "a"));
        byte[] lost = first.prepare(batch(1, "b"));
        assertThat(staged.rows()).isEmpty();
        first.commit(0, token);
        first.commit(0, token);

        TwoPhaseSink.Driver<String> second = staged.open(epoch(2));
        second.recover(0, token);

        assertThat(staged.rows()).containsExactly("a");
        assertThat(staged.stagedBatches()).isZero();
        assertFails(Kind.CHECKPOINT, "which is not staged", () -> second.commit(1, lost));
        assertFails(Kind.FENCED, "epoch 2 has taken over", () -> first.prepare(batch(1, "b")));
    }

    @Test
    void when_aBatchIsCommittedTwice_then_theFakeSaysWhetherTheRowsDiffer() throws Exception {
        TwoPhaseSink.Driver<String> driver = staged.open(epoch(1));
        driver.recover(-1, null);
        byte[] token = driver.prepare(batch(0, "a"));
        byte[] equal = driver.prepare(batch(0, "a"));
        byte[] other = driver.prepare(batch(0, "b"));
        driver.commit(0, token);

        assertFails(Kind.BUG, "equal rows", () -> driver.commit(0, equal));
        assertFails(Kind.BUG, "other rows", () -> driver.commit(0, other));
    }

    @Test
    void when_theSinkHoldsALaterBatchThanTheJournal_then_theStartIsRefused() throws Exception {
        TwoPhaseSink.Driver<String> first = staged.open(epoch(1));
        first.recover(-1, null);
        first.commit(0, first.prepare(batch(0, "a")));

        assertFails(Kind.CHECKPOINT, "holds batch 0, but the journal ends with batch -1", () -> staged.open(epoch(2))
                .recover(-1, null));
    }

    @Test
    void when_aStepFails_then_whatCameBeforeHasHappened() throws Exception {
        LedgerSink.Driver<String> driver = ledger.open(epoch(1));
        driver.recover();
        driver.write(batch(0, "a"));
        ledger.onCall(step -> {
            if (step.equals("after commit")) {
                throw new IllegalStateException("the answer got lost");
            }
        });

        assertThatThrownBy(() -> driver.commit(0)).hasMessage("the answer got lost");
        assertThat(ledger.rows()).containsExactly("a");
    }
}
