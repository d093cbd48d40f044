package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.fault.Failpoint;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.LedgerSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.sink.TwoPhaseSink;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The sinks of one run, by kind: a batch goes through {@link #write} before it is journalled, through the
 * commits after. What a sink throws gets its name. Owned by the query's thread.
 */
final class Outputs implements Closeable {
    private final Map<String, TwoPhaseSink.Driver<?>> twoPhase = new LinkedHashMap<>();
    private final Map<String, LedgerSink.Driver<?>> ledgers = new LinkedHashMap<>();
    private final Map<String, DirectSink.Driver<?>> direct = new LinkedHashMap<>();
    private final Map<String, Long> ledgerBatches = new TreeMap<>(); // the last batch that each ledger holds

    /** The rows of a batch for a sink. */
    @FunctionalInterface
    interface RowsOf {
        SinkBatch<?> rows(String sink);
    }

    /** @param context of each sink, by its name */
    static Outputs open(Map<String, StreamSink<?>> sinks, Function<String, SinkContext> context) throws Exception {
        Outputs outputs = new Outputs();
        try {
            for (Map.Entry<String, StreamSink<?>> sink : sinks.entrySet()) {
                outputs.open(sink.getKey(), sink.getValue(), context.apply(sink.getKey()));
            }
            return outputs;
        } catch (Exception | Error e) {
            Closing.after(e, outputs);
            throw e;
        }
    }

    private void open(String name, StreamSink<?> sink, SinkContext context) {
        try {
            if (sink instanceof TwoPhaseSink<?> twoPhaseSink) {
                twoPhase.put(name, twoPhaseSink.open(context));
            } else if (sink instanceof LedgerSink<?> ledger) {
                ledgers.put(name, ledger.open(context));
            } else if (sink instanceof DirectSink<?> directSink) {
                direct.put(name, directSink.open(context));
            }
        } catch (Exception e) {
            throw Failures.at("sink '" + name + "', " + sink.describe() + ", cannot be opened", Kind.RESOURCE, e);
        }
    }

    /** Does something with one sink. */
    private interface Step<D> {
        void run(String name, D sink) throws Exception;
    }

    private static <D> void each(Map<String, D> sinks, String what, Step<? super D> step) {
        sinks.forEach((name, sink) -> {
            try {
                step.run(name, sink);
            } catch (Exception e) {
                throw Failures.at("sink '" + name + "' cannot " + what, Kind.RESOURCE, e);
            }
        });
    }

    /** True if a batch must be journalled as prepared before its ledgers commit. */
    boolean hasLedgers() {
        return !ledgers.isEmpty();
    }

    /**
     * Finishes the last committed batch in every sink that can put a batch aside, and clears away what else is there.
     *
     * @param batchId the last committed; -1 for none
     */
    void recoverTwoPhase(long batchId, Map<String, Blob> tokens) {
        each(twoPhase, "recover", (name, sink) -> {
            Blob token = tokens.get(name);
            sink.recover(token == null ? -1 : batchId, token == null ? null : token.bytes());
        });
    }

    /** Asks each ledger which batch it holds, and ends its open transactions. */
    void recoverLedgers() {
        each(ledgers, "recover", (name, ledger) -> ledgerBatches.put(name, ledger.recover()));
    }

    /** By ledger: the last batch it holds. */
    Map<String, Long> ledgerBatches() {
        return ledgerBatches;
    }

    /** True if every ledger holds the batch: it has happened, whatever the journal says. */
    boolean allLedgersHold(long batchId) {
        return !ledgers.isEmpty() && ledgerBatches.values().stream().allMatch(held -> held >= batchId);
    }

    /** True if some ledger holds the batch: it will happen, and not otherwise than it did there. */
    boolean someLedgerHolds(long batchId) {
        return ledgerBatches.values().stream().anyMatch(held -> held >= batchId);
    }

    /**
     * Puts a batch aside in the sinks that can, writes it into an open transaction of every ledger that does not hold it,
     * and then to the sinks that cannot take it back.
     *
     * @param which of the sinks
     * @return what finishes the batch in those that have put it aside
     */
    Map<String, Blob> write(Predicate<String> which, long batchId, RowsOf batch) {
        Map<String, Blob> tokens = new TreeMap<>();
        each(twoPhase, "prepare batch " + batchId, (name, sink) -> {
            if (which.test(name)) {
                tokens.put(name, Blob.of(prepare(sink, batch.rows(name))));
            }
        });
        Failpoint.hit("after-prepare");
        each(ledgers, "write batch " + batchId, (name, ledger) -> {
            if (which.test(name) && lacks(name, batchId)) {
                write(ledger, batch.rows(name));
            }
        });
        each(direct, "write batch " + batchId, (name, sink) -> {
            if (which.test(name)) {
                write(sink, batch.rows(name));
            }
        });
        return tokens;
    }

    @SuppressWarnings("unchecked") // a sink gets the rows of its own branch
    private static <T> byte[] prepare(TwoPhaseSink.Driver<T> sink, SinkBatch<?> batch) throws Exception {
        return sink.prepare((SinkBatch<T>) batch);
    }

    @SuppressWarnings("unchecked") // a sink gets the rows of its own branch
    private static <T> void write(LedgerSink.Driver<T> ledger, SinkBatch<?> batch) throws Exception {
        ledger.write((SinkBatch<T>) batch);
    }

    @SuppressWarnings("unchecked") // a sink gets the rows of its own branch
    private static <T> void write(DirectSink.Driver<T> sink, SinkBatch<?> batch) throws Exception {
        sink.write((SinkBatch<T>) batch);
    }

    private boolean lacks(String ledger, long batchId) {
        return ledgerBatches.getOrDefault(ledger, -1L) < batchId;
    }

    void commitLedgers(long batchId) {
        each(ledgers, "commit batch " + batchId, (name, ledger) -> {
            if (lacks(name, batchId)) {
                ledger.commit(batchId);
                ledgerBatches.put(name, batchId);
            }
        });
    }

    void commitTwoPhase(long batchId, Map<String, Blob> tokens) {
        each(
                twoPhase,
                "commit batch " + batchId,
                (name, sink) -> sink.commit(
                        batchId, Objects.requireNonNull(tokens.get(name)).bytes()));
    }

    /** A batch that was begun is to be tried again, or never; what cannot be taken back is added to {@code failure}. */
    void abort(long batchId, Throwable failure) {
        twoPhase.values().forEach(sink -> quietly(() -> sink.abort(batchId), failure));
        ledgers.forEach((name, ledger) -> {
            if (lacks(name, batchId)) {
                quietly(() -> ledger.abort(batchId), failure);
            }
        });
    }

    /** Takes a batch back. */
    private interface Abort {
        void run() throws Exception;
    }

    private static void quietly(Abort abort, Throwable failure) {
        try {
            abort.run();
        } catch (Exception e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
    }

    long nextDeadlineMillis() {
        long next = Long.MAX_VALUE;
        for (TwoPhaseSink.Driver<?> sink : twoPhase.values()) {
            next = Math.min(next, sink.nextDeadlineMillis());
        }
        return next;
    }

    /** Lets sinks do what is due by the clock. */
    void tick(long nowMillis) {
        each(twoPhase, "do what is due", (name, sink) -> {
            if (sink.nextDeadlineMillis() <= nowMillis) {
                sink.tick();
            }
        });
    }

    /** After the last batch: nothing needs to stay hidden. */
    void drained() {
        each(twoPhase, "finish", (name, sink) -> sink.drained());
    }

    @Override
    public void close() throws IOException {
        List<Closeable> sinks = new ArrayList<>();
        sinks.addAll(twoPhase.values());
        sinks.addAll(ledgers.values());
        sinks.addAll(direct.values());
        Closing.all(sinks);
    }
}
