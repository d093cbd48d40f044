package io.tidewheel.streaming;

import io.tidewheel.checkpoint.journal.Blob;
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

/**
 * The sinks of one run, by kind: a batch goes through {@link #prepare}, {@link #writeLedgers} and {@link #writeDirect}
 * before it is journalled, through the commits after. Owned by the query's thread.
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

    private void open(String name, StreamSink<?> sink, SinkContext context) throws Exception {
        if (sink instanceof TwoPhaseSink<?> twoPhaseSink) {
            twoPhase.put(name, twoPhaseSink.open(context));
        } else if (sink instanceof LedgerSink<?> ledger) {
            ledgers.put(name, ledger.open(context));
        } else if (sink instanceof DirectSink<?> directSink) {
            direct.put(name, directSink.open(context));
        }
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
    void recoverTwoPhase(long batchId, Map<String, Blob> tokens) throws Exception {
        for (Map.Entry<String, TwoPhaseSink.Driver<?>> sink : twoPhase.entrySet()) {
            Blob token = tokens.get(sink.getKey());
            sink.getValue().recover(token == null ? -1 : batchId, token == null ? null : token.bytes());
        }
    }

    /** Asks each ledger which batch it holds, and ends its open transactions. */
    void recoverLedgers() throws Exception {
        for (Map.Entry<String, LedgerSink.Driver<?>> ledger : ledgers.entrySet()) {
            ledgerBatches.put(ledger.getKey(), ledger.getValue().recover());
        }
    }

    /** By ledger: the last batch it holds. */
    Map<String, Long> ledgerBatches() {
        return ledgerBatches;
    }

    /** True if every ledger holds the batch: it has happened, whatever the journal says. */
    boolean allLedgersHold(long batchId) {
        return !ledgers.isEmpty() && ledgerBatches.values().stream().allMatch(held -> held >= batchId);
    }

    /** Puts a batch aside in every sink that can. */
    Map<String, Blob> prepare(RowsOf batch) throws Exception {
        Map<String, Blob> tokens = new TreeMap<>();
        for (Map.Entry<String, TwoPhaseSink.Driver<?>> sink : twoPhase.entrySet()) {
            tokens.put(sink.getKey(), Blob.of(prepare(sink.getValue(), batch.rows(sink.getKey()))));
        }
        return tokens;
    }

    @SuppressWarnings("unchecked") // a sink gets the rows of its own branch
    private static <T> byte[] prepare(TwoPhaseSink.Driver<T> sink, SinkBatch<?> batch) throws Exception {
        return sink.prepare((SinkBatch<T>) batch);
    }

    /** Writes a batch into an open transaction of every ledger that does not hold it. */
    void writeLedgers(long batchId, RowsOf batch) throws Exception {
        for (Map.Entry<String, LedgerSink.Driver<?>> ledger : ledgers.entrySet()) {
            if (lacks(ledger.getKey(), batchId)) {
                write(ledger.getValue(), batch.rows(ledger.getKey()));
            }
        }
    }

    @SuppressWarnings("unchecked") // a sink gets the rows of its own branch
    private static <T> void write(LedgerSink.Driver<T> ledger, SinkBatch<?> batch) throws Exception {
        ledger.write((SinkBatch<T>) batch);
    }

    private boolean lacks(String ledger, long batchId) {
        return ledgerBatches.getOrDefault(ledger, -1L) < batchId;
    }

    void writeDirect(RowsOf batch) throws Exception {
        for (Map.Entry<String, DirectSink.Driver<?>> sink : direct.entrySet()) {
            write(sink.getValue(), batch.rows(sink.getKey()));
        }
    }

    @SuppressWarnings("unchecked") // a sink gets the rows of its own branch
    private static <T> void write(DirectSink.Driver<T> sink, SinkBatch<?> batch) throws Exception {
        sink.write((SinkBatch<T>) batch);
    }

    void commitLedgers(long batchId) throws Exception {
        for (Map.Entry<String, LedgerSink.Driver<?>> ledger : ledgers.entrySet()) {
            if (lacks(ledger.getKey(), batchId)) {
                ledger.getValue().commit(batchId);
                ledgerBatches.put(ledger.getKey(), batchId);
            }
        }
    }

    void commitTwoPhase(long batchId, Map<String, Blob> tokens) throws Exception {
        for (Map.Entry<String, TwoPhaseSink.Driver<?>> sink : twoPhase.entrySet()) {
            sink.getValue()
                    .commit(
                            batchId,
                            Objects.requireNonNull(tokens.get(sink.getKey())).bytes());
        }
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

    private interface Step {
        void run() throws Exception;
    }

    private static void quietly(Step step, Throwable failure) {
        try {
            step.run();
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
    void tick(long nowMillis) throws Exception {
        for (TwoPhaseSink.Driver<?> sink : twoPhase.values()) {
            if (sink.nextDeadlineMillis() <= nowMillis) {
                sink.tick();
            }
        }
    }

    /** After the last batch: nothing needs to stay hidden. */
    void drained() throws Exception {
        for (TwoPhaseSink.Driver<?> sink : twoPhase.values()) {
            sink.drained();
        }
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
