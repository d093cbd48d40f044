package io.tidewheel.streaming.testing;

import io.tidewheel.codec.Codecs;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.storage.Storages;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.LedgerSink;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import io.tidewheel.streaming.testing.SinkJournal.Planned;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One run of a query with one sink, as {@code Recovery} and {@code QueryRun} call it. Used by one thread. */
final class SinkRun<T> extends KitSteps implements Closeable {
    private static final int[] ROWS = {3, 1, 0, 12, 5}; // of each batch
    private static final int ABORTED = 3; // a batch whose first attempt fails
    private static final int COMMITTED_TWICE = 1;
    private static final int PARTITIONS = 2;
    private static final int MOST = 100; // batches, and rows of a batch

    /** What all runs of a trial share. */
    record Trial<T>(
            SinkPlace<T> place,
            SinkJournal journal,
            SinkEyes<T> eyes,
            LongFunction<T> row,
            ManualClock clock,
            List<String> trace,
            boolean replans) {}

    private final Trial<T> trial;
    private final SinkJournal journal;
    private final long epoch;
    private final boolean wasPrepared; // so much is read when the journal is claimed
    private final byte @Nullable [] lastToken;
    private @Nullable Planned last;
    private @Nullable Planned open;
    private TwoPhaseSink.@Nullable Driver<T> twoPhase;
    private LedgerSink.@Nullable Driver<T> ledger;
    private DirectSink.@Nullable Driver<T> direct;
    private byte @Nullable [] token; // of the batch prepared last
    private long held = -1; // by the ledger
    private @Nullable Planned underWay; // may be taken back
    private int attempts;
    private boolean breaks; // the next write does
    private boolean dies;
    private boolean brokeOff;

    SinkRun(Trial<T> trial) {
        this(trial, trial.journal().claim());
    }

    private SinkRun(Trial<T> trial, long epoch) {
        super("run " + epoch, trial.trace());
        this.trial = trial;
        this.journal = trial.journal();
        this.epoch = epoch;
        this.wasPrepared = journal.isPrepared();
        this.lastToken = journal.token();
        this.last = journal.last();
        this.open = journal.open();
        then("open", this::open);
    }

    private void open() throws Exception {
        StreamSink<T> sink = trial.place().sink();
        SinkContext context = new SinkContext(
                "kit",
                "kit-1",
                epoch,
                "out",
                Set.of(ChangeKind.INSERT),
                false,
                Storages.DEFAULT,
                Codecs.DEFAULT,
                trial.clock());
        if (sink instanceof TwoPhaseSink<T> twoPhaseSink) {
            twoPhase = twoPhaseSink.open(context);
            then("recover", this::recoverTwoPhase);
        } else if (sink instanceof LedgerSink<T> ledgerSink) {
            ledger = ledgerSink.open(context);
            then("recover", this::recoverLedger);
        } else if (sink instanceof DirectSink<T> directSink) {
            direct = directSink.open(context);
            goOn();
        }
    }

    private void recoverTwoPhase() throws Exception {
        Objects.requireNonNull(twoPhase).recover(last == null ? -1 : last.batchId(), lastToken);
        if (last != null) {
            trial.eyes().settle(last);
        }
        goOn();
    }

    private void recoverLedger() throws Exception {
        held = Objects.requireNonNull(ledger).recover();
        long latest = open != null ? open.batchId() : last == null ? -1 : last.batchId();
        if (held > latest) {
            throw new TidewheelException(
                    Kind.CHECKPOINT, "recover() gave batch " + held + ", but the last that was written is " + latest);
        }
        if (last != null && held < last.batchId()) {
            throw new TidewheelException(
                    Kind.CHECKPOINT, "recover() gave batch " + held + ", but " + last + " was committed");
        }
        if (open != null && held == open.batchId() && wasPrepared) {
            journal.committed(epoch, null, null);
            last = open;
            open = null;
        }
        goOn();
    }

    /** With what is open, or the next. */
    private void goOn() {
        if (open == null) {
            Planned next = new Planned(last == null ? 0 : last.batchId() + 1, 0);
            if (next.batchId() < ROWS.length) {
                plan(next);
            } else {
                end();
            }
        } else if (trial.replans() && direct == null) {
            plan(new Planned(open.batchId(), open.variant() + 1));
        } else {
            run(open);
        }
    }

    private void plan(Planned batch) {
        then("journals that " + batch + " begins", () -> {
            journal.planned(epoch, batch);
            run(batch);
        });
    }

    private void run(Planned batch) {
        if (twoPhase != null) {
            runTwoPhase(batch, twoPhase);
        } else if (ledger != null) {
            runLedger(batch, ledger);
        } else {
            write(batch, Objects.requireNonNull(direct)::write);
            journalCommitted(batch, () -> {});
        }
    }

    private void runTwoPhase(Planned batch, TwoPhaseSink.Driver<T> driver) {
        if (batch.batchId() == ABORTED) {
            then("prepare " + batch, () -> prepare(batch, driver));
            then("abort " + batch, () -> driver.abort(batch.batchId()));
        }
        then("prepare " + batch, () -> prepare(batch, driver));
        journalCommitted(batch, () -> {
            byte[] its = Objects.requireNonNull(token);
            for (int i = 0; i < (batch.batchId() == COMMITTED_TWICE ? 2 : 1); i++) {
                then("commit " + batch, () -> {
                    driver.commit(batch.batchId(), its);
                    trial.eyes().settle(batch);
                });
            }
            if (driver.nextDeadlineMillis() <= trial.clock().epochMillis()) {
                then("tick", driver::tick);
            }
        });
    }

    private void prepare(Planned batch, TwoPhaseSink.Driver<T> driver) throws Exception {
        underWay = batch;
        token = driver.prepare(rows(batch));
    }

    private void runLedger(Planned batch, LedgerSink.Driver<T> driver) {
        if (held < batch.batchId()) {
            if (batch.batchId() == ABORTED) {
                write(batch, driver::write);
                then("abort " + batch, () -> driver.abort(batch.batchId()));
            }
            write(batch, driver::write);
            then("journals that " + batch + " is prepared", () -> {
                journal.prepared(epoch);
                underWay = null;
            });
            then("commit " + batch, () -> {
                trial.eyes().allow(batch);
                driver.commit(batch.batchId());
                held = batch.batchId();
                trial.eyes().settle(batch);
            });
        }
        journalCommitted(batch, () -> {});
    }

    /** Writes a batch into a sink. */
    @FunctionalInterface
    private interface Writes<T> {
        void write(KitBatch<T> batch) throws Exception;
    }

    private void write(Planned batch, Writes<T> sink) {
        then("write " + batch, () -> {
            underWay = batch;
            if (direct != null) {
                trial.eyes().allow(batch);
            }
            sink.write(rows(batch));
        });
    }

    /** @param after what follows at once */
    private void journalCommitted(Planned batch, Body after) {
        then("journals that " + batch + " has happened", () -> {
            underWay = null; // nobody takes back what may be journalled
            Planned next = batch.batchId() + 1 < ROWS.length ? new Planned(batch.batchId() + 1, 0) : null;
            journal.committed(epoch, token, next);
            if (twoPhase == null) {
                trial.eyes().settle(batch);
            } else {
                trial.eyes().allow(batch);
            }
            trial.clock().advance(Duration.ofSeconds(1));
            after.run();
            if (next == null) {
                end();
            } else {
                run(next);
            }
        });
    }

    private void end() {
        if (twoPhase != null) {
            then("drained", twoPhase::drained);
        }
        then("close", this::close);
    }

    private KitBatch<T> rows(Planned batch) {
        int count = ROWS[(int) batch.batchId()];
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(trial.row().apply(((long) batch.variant() * MOST + batch.batchId()) * MOST + i));
        }
        trial.eyes().batch(batch, rows);
        brokeOff |= breaks;
        int cut = (count + PARTITIONS - 1) / PARTITIONS;
        return new KitBatch<>(
                batch.batchId(),
                batch.batchId(),
                epoch,
                String.valueOf(attempts++),
                List.of(rows.subList(0, cut), rows.subList(cut, count)),
                breaks ? count / 2 : Long.MAX_VALUE,
                dies);
    }

    /** Takes the next step, which if it writes breaks off midway. */
    void breakOff(boolean asOneThatDies) throws Exception {
        breaks = true;
        dies = asOneThatDies;
        try {
            next();
        } finally {
            breaks = false;
        }
    }

    boolean brokeOff() {
        return brokeOff;
    }

    @Override
    void takeBack() throws Exception {
        Planned batch = underWay;
        if (batch != null && twoPhase != null) {
            twoPhase.abort(batch.batchId());
        } else if (batch != null && ledger != null) {
            ledger.abort(batch.batchId());
        }
        close();
    }

    @Override
    public void close() throws IOException {
        if (twoPhase != null) {
            twoPhase.close();
        } else if (ledger != null) {
            ledger.close();
        } else if (direct != null) {
            direct.close();
        }
    }
}
