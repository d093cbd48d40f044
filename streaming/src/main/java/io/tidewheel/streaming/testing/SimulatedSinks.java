package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.sink.DirectSink;
import io.tidewheel.streaming.sink.SinkBatch;
import io.tidewheel.streaming.sink.SinkContext;
import io.tidewheel.streaming.sink.StreamSink;
import io.tidewheel.streaming.testing.SimulationOptions.SinkKind;
import io.tidewheel.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The sinks that one branch of a simulated query ends in: the outside world, that no process takes with it.
 *
 * @param <T> rows
 */
final class SimulatedSinks<T> {
    private static final Duration TRANSACTION = Duration.ofMinutes(1);

    private final String branch;
    private final Set<SinkKind> kinds;
    private final FakeLedgerSink<T> ledger;
    private final FakeTwoPhaseSink<T> twoPhase = FakeTwoPhaseSink.create();
    private final MemorySink<T> replacing = MemorySink.create();
    private final Appending<T> appending = new Appending<>();

    SimulatedSinks(String branch, Set<SinkKind> kinds, Clock clock) {
        this.branch = branch;
        this.kinds = kinds;
        this.ledger = FakeLedgerSink.create(clock, TRANSACTION);
    }

    /** Each write of a batch. */
    private static final class Appending<T> implements DirectSink<T> {
        private final Map<Long, List<List<T>>> writes = new TreeMap<>();

        @Override
        public String describe() {
            return "appending";
        }

        @Override
        public OnReplay onReplay() {
            return OnReplay.REPEATS;
        }

        @Override
        public Driver<T> open(SinkContext context) {
            return this::write;
        }

        private void write(SinkBatch<T> batch) throws Exception {
            List<T> rows = new ArrayList<>();
            batch.forEach((kind, row) -> rows.add(row));
            writes.computeIfAbsent(batch.batchId(), any -> new ArrayList<>()).add(rows);
        }
    }

    /** By name: the sinks as a process reaches them. */
    Map<String, StreamSink<T>> reachedBy(Outside process, Seams seams) {
        Map<String, StreamSink<T>> sinks = new TreeMap<>();
        for (SinkKind kind : kinds) {
            String name = branch + "-" + kind;
            sinks.put(
                    name,
                    switch (kind) {
                        case LEDGER -> process.ledger(name, ledger);
                        case TWO_PHASE -> seams.twoPhase(process.twoPhase(name, twoPhase));
                        case REPLACING -> process.direct(name, replacing);
                        case APPENDING -> process.direct(name, appending);
                    });
        }
        return sinks;
    }

    /** At any time: nobody sees a batch that the journal does not know. */
    void checkVisible(long lastKnown) {
        long last = twoPhase.batches().keySet().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
        if (last > lastKnown) {
            throw new AssertionError(
                    branch + ": batch " + last + " is visible, and the journal ends with batch " + lastKnown);
        }
    }

    /** In the end: each sink holds what it promises. */
    void check(Map<Long, List<T>> expected, String queryId) {
        for (SinkKind kind : kinds) {
            switch (kind) {
                case LEDGER -> checkExactly(kind, expected, ledger.batches(queryId));
                case TWO_PHASE -> {
                    checkExactly(kind, expected, twoPhase.batches());
                    if (twoPhase.stagedBatches() > 0) {
                        throw new AssertionError(
                                branch + ": " + twoPhase.stagedBatches() + " batches are still staged");
                    }
                }
                case REPLACING -> checkExactly(kind, expected, replacing.batches());
                case APPENDING -> checkAtLeast(expected);
            }
        }
    }

    private void checkExactly(SinkKind kind, Map<Long, List<T>> expected, Map<Long, List<T>> found) {
        if (!expected.keySet().equals(found.keySet())) {
            throw new AssertionError(
                    branch + "-" + kind + " holds batches " + found.keySet() + " and should hold " + expected.keySet());
        }
        expected.forEach((batch, rows) -> checkRows(kind, batch, rows, found.get(batch)));
    }

    private void checkAtLeast(Map<Long, List<T>> expected) {
        if (!expected.keySet().equals(appending.writes.keySet())) {
            throw new AssertionError(branch + ": batches " + appending.writes.keySet() + " were written, and "
                    + expected.keySet() + " should have been");
        }
        expected.forEach((batch, rows) ->
                appending.writes.get(batch).forEach(written -> checkRows(SinkKind.APPENDING, batch, rows, written)));
    }

    private void checkRows(SinkKind kind, long batch, List<T> expected, List<T> found) {
        try {
            RowsExpected.sameRows(expected, found);
        } catch (AssertionError e) {
            throw new AssertionError(branch + "-" + kind + ", batch " + batch + ": " + e.getMessage(), e);
        }
    }
}
