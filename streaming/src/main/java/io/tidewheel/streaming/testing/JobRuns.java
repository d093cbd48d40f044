package io.tidewheel.streaming.testing;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.SessionAccess;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.codec.Codecs;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.testing.StreamRun.Crash;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Runs a job over rows, as a batch and as streams. Used by one thread. */
final class JobRuns<I> implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MOST_FRUITLESS_TURNS = 10_000;
    private static final String SOURCE = "in";

    /** Where tasks of batches find their input. */
    private static final Map<Long, List<?>> ROWS = new ConcurrentHashMap<>();

    private static final AtomicLong IDS = new AtomicLong();

    private final Job<I> job;
    private final RunSessions sessions;

    /** What runs: the same twice. */
    interface Job<I> {
        /** Its rows, or each key with its value. */
        List<?> collect(Tidewheel session, Dataset<I> input);

        void describe(Tidewheel session, DStream<I> input, MemorySink<Object> output);
    }

    JobRuns(Job<I> job, RunSessions sessions) {
        this.job = job;
        this.sessions = sessions;
    }

    Outcome asBatch(List<I> rows, int partitions) {
        long id = IDS.incrementAndGet();
        ROWS.put(id, ownRows(rows));
        try {
            Tidewheel session = sessions.of(partitions);
            return new Outcome.Gave(job.collect(session, input(session, id, rows.size(), partitions)), false, 0);
        } catch (Exception | AssertionError e) {
            return new Outcome.Failed(e);
        } finally {
            ROWS.remove(id);
        }
    }

    /** Rows need not be serialisable, as they need not be for a stream: tasks find them. */
    @SuppressWarnings("unchecked") // they were put there as rows of I
    private static <I> Dataset<I> input(Tidewheel session, long id, int rows, int partitions) {
        return session.range(0, rows, 1, partitions).mapToObject(row ->
                (I) Objects.requireNonNull(ROWS.get(id), "rows of another run").get((int) row));
    }

    Outcome asStream(List<I> rows, StreamRun run) {
        CutSource<I> source = new CutSource<>(ownRows(rows), run.ends(rows.size()));
        MemorySink<Object> sink = MemorySink.create();
        HarnessedQuery query = new HarnessedQuery(
                (session, streams) -> job.describe(session, streams.from(SOURCE, source), sink), START, sessions::of);
        try {
            query.state(run.state());
            query.parallelism(run.partitionsAfter(0));
            run(query, source, sink, run);
            return Outcome.of(sink, query.late());
        } catch (Exception | AssertionError e) {
            return new Outcome.Failed(e);
        } finally {
            query.close();
        }
    }

    private void run(HarnessedQuery query, CutSource<I> source, MemorySink<Object> sink, StreamRun run)
            throws Exception {
        int starts = 1;
        query.start();
        for (Crash crash : run.crashes()) {
            int batch = source.batchOf(crash.row());
            source.letThrough(batch);
            runAll(query);
            query.faults(crash.call() == Crash.BEFORE_COMMIT ? dyingAfterRowsOf(sink) : dyingAt(crash.call()));
            source.letThrough(batch + 1);
            runAll(query);
            query.crash();
            query.parallelism(run.partitionsAfter(starts++));
            query.restart();
        }
        source.letThrough(source.batches());
        runAll(query);
        query.closeWindows();
        runAll(query);
    }

    private static FaultPlan dyingAt(int number) {
        AtomicLong calls = new AtomicLong();
        return call -> calls.incrementAndGet() == number ? Fault.powerFailure(Moment.AFTER) : Fault.NONE;
    }

    /** Rows are with the sink before anything of their batch is committed. */
    private static FaultPlan dyingAfterRowsOf(MemorySink<?> sink) {
        int before = sink.batches().size();
        return call -> sink.batches().size() > before ? Fault.powerFailure(Moment.BEFORE) : Fault.NONE;
    }

    private static void runAll(HarnessedQuery query) throws Exception {
        if (!query.isRunning()) {
            return;
        }
        long question = query.ask();
        query.runUntil(() -> query.hasAnswered(question), turns -> {
            if (turns > MOST_FRUITLESS_TURNS) {
                throw new AssertionError(
                        "nothing has come of " + turns + " turns of the query, which is " + query.doing());
            }
        });
    }

    /** No run sees what another did to a row. */
    private List<I> ownRows(List<I> rows) {
        if (rows.stream().allMatch(Codecs::isImmutable)) {
            return rows;
        }
        Codecs codecs = SessionAccess.to(sessions.of(1)).codecs();
        return rows.stream().map(codecs::copy).toList();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
