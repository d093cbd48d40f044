package io.tidewheel.streaming.testing;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.LedgerSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.time.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in memory, as strict as a database: this object is the outside system. A transaction dies with the session
 * that began it and when it is open too long; it locks its query's ledger, so that a second writer fails; it carries
 * query, epoch and batch; an epoch that a later one has replaced can do nothing more. A batch that is committed twice is
 * an error. Thread-safe.
 */
public final class FakeLedgerSink<T> implements LedgerSink<T> {
    /** A row with what it means. */
    public record Change<T>(ChangeKind kind, T row) {}

    /** What the ledger holds of one query. */
    private static final class Account<T> {
        final TreeMap<Long, List<Change<T>>> committed = new TreeMap<>(); // by batch
        long newestEpoch = Long.MIN_VALUE;

        @Nullable
        Transaction<T> open;
    }

    private record Transaction<T>(Object session, long epoch, long batchId, long beganMillis, List<Change<T>> rows) {}

    private final Clock clock;
    private final long timeoutMillis;
    private final Map<String, Account<T>> accounts = new HashMap<>(); // by query id; guarded by this, as all below
    private SinkFault fault = SinkFault.NONE;
    private int life; // sessions of an earlier one are dead

    private FakeLedgerSink(Clock clock, long timeoutMillis) {
        this.clock = clock;
        this.timeoutMillis = timeoutMillis;
    }

    /** Transactions that are open for longer than {@code timeout} die. */
    public static <T> FakeLedgerSink<T> create(Clock clock, Duration timeout) {
        return new FakeLedgerSink<>(clock, timeout.toMillis());
    }

    /** Called at every step from now on. */
    public synchronized void onCall(SinkFault steps) {
        fault = steps;
    }

    /** Ends all sessions, as the death of their processes does: what was not committed is gone. */
    public synchronized void crash() {
        life++;
        accounts.values().forEach(account -> account.open = null);
    }

    /** What everybody sees: the rows of committed batches of all queries. */
    public synchronized List<T> rows() {
        return changes().stream().map(Change::row).toList();
    }

    public synchronized List<Change<T>> changes() {
        return accounts.values().stream()
                .flatMap(account -> account.committed.values().stream())
                .flatMap(List::stream)
                .toList();
    }

    /** The committed rows of each batch of a query. */
    public synchronized Map<Long, List<T>> batches(String queryId) {
        Map<Long, List<T>> batches = new LinkedHashMap<>();
        account(queryId)
                .committed
                .forEach((batch, rows) ->
                        batches.put(batch, rows.stream().map(Change::row).toList()));
        return batches;
    }

    private synchronized Account<T> account(String queryId) {
        return accounts.computeIfAbsent(queryId, id -> new Account<>());
    }

    @Override
    public String describe() {
        return "fake ledger";
    }

    @Override
    public Driver<T> open(SinkContext context) throws Exception {
        step("before open");
        Session session;
        synchronized (this) {
            session = new Session(context.queryId(), context.epoch(), life);
        }
        step("after open");
        return session;
    }

    private void step(String name) throws Exception {
        SinkFault now;
        synchronized (this) {
            now = fault;
        }
        now.at(name);
    }

    private final class Session implements Driver<T> {
        private final String queryId;
        private final long epoch;
        private final int bornIn;
        private boolean closed;

        Session(String queryId, long epoch, int bornIn) {
            this.queryId = queryId;
            this.epoch = epoch;
            this.bornIn = bornIn;
        }

        /** The account, if this session may use it. */
        private Account<T> account() {
            if (closed || bornIn != life) {
                throw new TidewheelException(
                        Kind.RESOURCE, "the session of epoch " + epoch + " with the ledger has ended; open a new one");
            }
            Account<T> account = FakeLedgerSink.this.account(queryId);
            if (epoch < account.newestEpoch) {
                throw new TidewheelException(
                        Kind.FENCED,
                        "epoch " + epoch + " of query " + queryId + " uses a ledger that epoch " + account.newestEpoch
                                + " has taken over");
            }
            Transaction<T> open = account.open;
            if (open != null && clock.epochMillis() - open.beganMillis() > timeoutMillis) {
                account.open = null;
            }
            return account;
        }

        @Override
        public long recover() throws Exception {
            step("before recover");
            long last;
            synchronized (FakeLedgerSink.this) {
                Account<T> account = account();
                account.newestEpoch = epoch;
                Transaction<T> open = account.open;
                if (open != null && open.epoch() < epoch) {
                    account.open = null;
                }
                last = account.committed.isEmpty() ? -1 : account.committed.lastKey();
            }
            step("after recover");
            return last;
        }

        @Override
        public void write(SinkBatch<T> batch) throws Exception {
            step("before write");
            List<Change<T>> rows = new ArrayList<>();
            batch.forEach((kind, row) -> rows.add(new Change<>(kind, row)));
            synchronized (FakeLedgerSink.this) {
                Account<T> account = account();
                if (account.newestEpoch != epoch) {
                    throw new TidewheelException(Kind.BUG, "a ledger is written to before it recovered");
                }
                Transaction<T> open = account.open;
                if (open != null) {
                    throw new TidewheelException(
                            Kind.RESOURCE,
                            "the ledger of query " + queryId + " is locked by the transaction of batch "
                                    + open.batchId()
                                    + " in epoch " + open.epoch()
                                    + (open.session() == this ? ", this session's own" : "")
                                    + "; commit or abort that one first");
                }
                account.open = new Transaction<>(this, epoch, batch.batchId(), clock.epochMillis(), List.copyOf(rows));
            }
            step("after write");
        }

        @Override
        public void commit(long batchId) throws Exception {
            step("before commit");
            synchronized (FakeLedgerSink.this) {
                Account<T> account = account();
                Transaction<T> open = account.open;
                if (open == null || open.session() != this || open.batchId() != batchId) {
                    throw new TidewheelException(
                            Kind.RESOURCE,
                            "there is no transaction of batch " + batchId
                                    + " to commit: it died, or was never begun by this session; write the batch again");
                }
                if (!account.committed.isEmpty() && account.committed.lastKey() >= batchId) {
                    throw new TidewheelException(
                            Kind.BUG,
                            "batch " + batchId + " is committed after batch " + account.committed.lastKey()
                                    + " of query " + queryId);
                }
                account.committed.put(batchId, open.rows());
                account.open = null;
            }
            step("after commit");
        }

        @Override
        public void abort(long batchId) throws Exception {
            step("before abort");
            synchronized (FakeLedgerSink.this) {
                endTransaction();
            }
            step("after abort");
        }

        private void endTransaction() {
            Account<T> account = FakeLedgerSink.this.account(queryId);
            Transaction<T> open = account.open;
            if (open != null && open.session() == this) {
                account.open = null;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                step("before close");
                synchronized (FakeLedgerSink.this) {
                    closed = true;
                    endTransaction();
                }
                step("after close");
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
