package io.tidewheel.streaming.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.sink.ChangeKind;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A two-phase sink in memory, as strict as a real one. This object is the outside system: what was staged survives every
 * driver. A commit may be repeated, but a token that nobody staged, a batch that is committed again with another token
 * and an epoch that a later one has replaced are errors. Thread-safe.
 */
public final class FakeTwoPhaseSink<T> implements TwoPhaseSink<T> {
    /** A row with what it means. */
    public record Change<T>(ChangeKind kind, T row) {}

    private record Staged<T>(long epoch, long batchId, List<Change<T>> rows) {}

    private record Committed<T>(String token, List<Change<T>> rows) {}

    private final Map<String, Staged<T>> staged = new HashMap<>(); // by token; guarded by this, as all below
    private final TreeMap<Long, Committed<T>> committed = new TreeMap<>(); // by batch
    private SinkFault fault = SinkFault.NONE;
    private @Nullable String queryId;
    private long newestEpoch = Long.MIN_VALUE;
    private long tokens;

    public static <T> FakeTwoPhaseSink<T> create() {
        return new FakeTwoPhaseSink<>();
    }

    /** Called at every step from now on. */
    public synchronized void onCall(SinkFault steps) {
        fault = steps;
    }

    /** What everybody sees: the rows of committed batches. */
    public synchronized List<T> rows() {
        return changes().stream().map(Change::row).toList();
    }

    public synchronized List<Change<T>> changes() {
        return committed.values().stream()
                .flatMap(batch -> batch.rows().stream())
                .toList();
    }

    /** The committed rows of each batch. */
    public synchronized Map<Long, List<T>> batches() {
        Map<Long, List<T>> batches = new LinkedHashMap<>();
        committed.forEach((batch, rows) ->
                batches.put(batch, rows.rows().stream().map(Change::row).toList()));
        return batches;
    }

    /** How many batches are staged and not committed. */
    public synchronized int stagedBatches() {
        return staged.size();
    }

    @Override
    public String describe() {
        return "fake two-phase sink";
    }

    @Override
    public Driver<T> open(SinkContext context) throws Exception {
        step("before open");
        synchronized (this) {
            if (queryId != null && !queryId.equals(context.queryId())) {
                throw new TidewheelException(
                        Kind.CONFIGURATION,
                        "the sink belongs to query " + queryId + " and is opened by " + context.queryId());
            }
            queryId = context.queryId();
        }
        step("after open");
        return new Connection(context.epoch());
    }

    private void step(String name) throws Exception {
        SinkFault now;
        synchronized (this) {
            now = fault;
        }
        now.at(name);
    }

    private synchronized void requireNewest(long epoch) {
        if (epoch < newestEpoch) {
            throw new TidewheelException(
                    Kind.FENCED, "epoch " + epoch + " uses a sink that epoch " + newestEpoch + " has taken over");
        }
    }

    private synchronized void recovered(long epoch, long batchId, @Nullable String token) {
        requireNewest(epoch);
        newestEpoch = epoch;
        if (!committed.isEmpty() && committed.lastKey() > batchId) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "the sink holds batch " + committed.lastKey() + ", but the journal ends with batch " + batchId);
        }
        if (token != null) {
            finish(batchId, token);
        }
        staged.values().removeIf(traces -> traces.epoch() < epoch);
    }

    private synchronized void finish(long batchId, String token) {
        Committed<T> before = committed.get(batchId);
        if (before != null && before.token().equals(token)) {
            return;
        }
        Staged<T> rows = staged.get(token);
        if (rows == null) {
            throw new TidewheelException(
                    Kind.CHECKPOINT,
                    "batch " + batchId + " is committed with token " + token + ", which is not staged");
        }
        if (before != null) {
            throw new TidewheelException(
                    Kind.BUG,
                    "batch " + batchId + " was committed with token " + before.token() + " and is committed again with "
                            + token + (before.rows().equals(rows.rows()) ? ", equal rows" : ", other rows"));
        }
        if (rows.batchId() != batchId || (!committed.isEmpty() && committed.lastKey() > batchId)) {
            throw new TidewheelException(
                    Kind.BUG,
                    "batch " + batchId + " is committed with the token of batch " + rows.batchId() + " after batch "
                            + (committed.isEmpty() ? -1 : committed.lastKey()));
        }
        committed.put(batchId, new Committed<>(token, rows.rows()));
        staged.remove(token);
    }

    private synchronized String stage(long epoch, long batchId, List<Change<T>> rows) {
        requireNewest(epoch);
        String token = epoch + "/" + batchId + "/" + tokens++;
        staged.put(token, new Staged<>(epoch, batchId, List.copyOf(rows)));
        return token;
    }

    private synchronized void drop(long epoch, long batchId) {
        requireNewest(epoch);
        staged.values().removeIf(rows -> rows.epoch() == epoch && rows.batchId() == batchId);
    }

    private final class Connection implements Driver<T> {
        private final long epoch;
        private boolean recovered;

        Connection(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public void recover(long batchId, byte @Nullable [] token) throws Exception {
            step("before recover");
            if (recovered) {
                throw new TidewheelException(Kind.BUG, "a driver recovers once");
            }
            FakeTwoPhaseSink.this.recovered(epoch, batchId, token == null ? null : new String(token, UTF_8));
            recovered = true;
            step("after recover");
        }

        private void requireRecovered() {
            if (!recovered) {
                throw new TidewheelException(Kind.BUG, "a driver is used before it recovered");
            }
        }

        @Override
        public byte[] prepare(SinkBatch<T> batch) throws Exception {
            step("before prepare");
            requireRecovered();
            List<Change<T>> rows = new ArrayList<>();
            batch.forEach((kind, row) -> rows.add(new Change<>(kind, row)));
            byte[] token = stage(epoch, batch.batchId(), rows).getBytes(UTF_8);
            step("after prepare");
            return token;
        }

        @Override
        public void commit(long batchId, byte[] token) throws Exception {
            step("before commit");
            requireRecovered();
            requireNewest(epoch);
            finish(batchId, new String(token, UTF_8));
            step("after commit");
        }

        @Override
        public void abort(long batchId) throws Exception {
            step("before abort");
            drop(epoch, batchId);
            step("after abort");
        }

        @Override
        public void close() throws IOException {
            try {
                step("before close");
                step("after close");
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
