package io.tidewheel.streaming.testing;

import io.tidewheel.api.Flow;
import io.tidewheel.api.FlowJob;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.api.TidewheelBuilder;
import io.tidewheel.checkpoint.testing.Fault;
import io.tidewheel.checkpoint.testing.Fault.Moment;
import io.tidewheel.checkpoint.testing.FaultPlan;
import io.tidewheel.checkpoint.testing.SimulatedDisk;
import io.tidewheel.data.Pair;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.streaming.QueryProgress;
import io.tidewheel.streaming.StateKind;
import io.tidewheel.streaming.Streams;
import io.tidewheel.streaming.Trigger;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.builtin.MemorySource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a query step by step on the calling thread: on a clock that only this moves, over sources and sinks in memory and
 * a disk that loses what was not synced. Nothing sleeps, no port or file is opened. Each step is taken when it is called;
 * one that does not go as expected throws an {@link AssertionError} that shows all steps, with an arrow at this one, how
 * far the sources were read, the watermark, what the sink holds and the plan. Works in any test framework.
 *
 * <pre>{@code
 * QueryHarness.of(PageHits::hits)
 *         .add("/a", "/b", "/a").runBatch().expect(Pair.of("/a", 2L), Pair.of("/b", 1L))
 *         .crash().restart() // what was not synced is gone
 *         .add("/a").runBatch().expect(Pair.of("/a", 3L))
 *         .verify();
 * }</pre>
 *
 * <p>Used by one thread. The query starts with the first step that needs it; what is set up comes before.
 *
 * @param <I> the rows of the one source of a job; nobody adds any to a query that brings its own sources
 * @param <O> the rows that are expected
 */
public final class QueryHarness<I, O> implements AutoCloseable {
    private static final String SOURCE = "in";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MOST_FRUITLESS_TURNS = 10_000;

    private final @Nullable MemorySource<I> input;
    private final MemorySink<O> output;
    private final HarnessedQuery query;
    private final Script script = new Script();
    private long checkedBatch = -1; // everything up to it was expected
    private boolean isChecked; // by any step
    private boolean isClosed;

    private QueryHarness(@Nullable MemorySource<I> input, MemorySink<O> output, Consumer<Streams> description) {
        this.input = input;
        this.output = output;
        this.query = new HarnessedQuery(description, START);
    }

    /** A job between one source and one sink. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public static <I, O> QueryHarness<I, O> of(FlowJob<Flow<I>, O> job) {
        MemorySource<I> source = MemorySource.create();
        MemorySink<O> sink = MemorySink.create();
        return new QueryHarness<>(
                source, sink, streams -> streams.from(SOURCE, source).via(job).to("out", sink));
    }

    /** A job between one source and one sink, which gets each key with its value. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public static <I, K, V> QueryHarness<I, Pair<K, V>> of(KeyedFlowJob<Flow<I>, K, V> job) {
        MemorySource<I> source = MemorySource.create();
        MemorySink<Pair<K, V>> sink = MemorySink.create();
        return new QueryHarness<>(
                source, sink, streams -> streams.from(SOURCE, source).via(job).to("out", sink));
    }

    /**
     * A whole query with sources and sinks of its own.
     *
     * @param output one of its sinks: that which {@code expect} looks at
     * @param description is called at every start: what a program does between {@link Streams#on} and
     *     {@link Streams#start}, but for the checkpoint, which is the harness's
     */
    public static <O> QueryHarness<Void, O> of(MemorySink<O> output, Consumer<Streams> description) {
        return new QueryHarness<>(null, output, description);
    }

    /** How many partitions it has, until {@link #restart(int)} says otherwise; 2 by default. */
    public QueryHarness<I, O> parallelism(int partitions) {
        return setUp("parallelism", () -> query.parallelism(partitions), partitions);
    }

    /** When batches begin; as soon as possible by default. */
    public QueryHarness<I, O> trigger(Trigger trigger) {
        return setUp("trigger", () -> query.trigger(trigger), trigger);
    }

    /** A setting of the session. */
    public QueryHarness<I, O> config(String name, String value) {
        return setUp("config", () -> query.config(name, value), name, value);
    }

    /** Where states lie; in memory by default. */
    public QueryHarness<I, O> state(StateKind kind) {
        return setUp("state", () -> query.state(kind), kind);
    }

    /** How its sessions are opened, of which it has one after the other; by default as the builder is. */
    public QueryHarness<I, O> sessions(Function<TidewheelBuilder, Tidewheel> open) {
        return setUp("sessions", () -> query.sessions(open));
    }

    /** What the clock shows at first; the beginning of 2026 by default. */
    public QueryHarness<I, O> startAt(Instant time) {
        return setUp("startAt", () -> query.startAt(time), time);
    }

    private QueryHarness<I, O> setUp(String name, Step step, Object... arguments) {
        return step(
                name,
                () -> {
                    if (query.wasStarted()) {
                        throw new AssertionError(name + " comes before the first step that starts the query");
                    }
                    step.take();
                },
                arguments);
    }

    /** Rows arrive at the source of the job. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final QueryHarness<I, O> add(I... rows) {
        MemorySource<I> source = input;
        if (source == null) {
            throw new IllegalStateException("this query brings its own sources; use add(source, rows)");
        }
        return step("add", () -> source.addAll(Arrays.asList(rows)), rows);
    }

    /** Rows arrive at one of the query's sources. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final <S> QueryHarness<I, O> add(MemorySource<S> source, S... rows) {
        List<Object> shown = new ArrayList<>(List.of(source.describe()));
        shown.addAll(Arrays.asList(rows));
        return step("add", () -> source.addAll(Arrays.asList(rows)), shown.toArray());
    }

    /** Starts the query, if nothing has yet. */
    public QueryHarness<I, O> start() {
        return step("start", query::start);
    }

    /**
     * Runs the next batch; does nothing if there is nothing to read. The clock moves on to where the trigger allows it,
     * and over the pauses between attempts.
     */
    public QueryHarness<I, O> runBatch() {
        return step("runBatch", () -> {
            long before = query.batches();
            long question = query.ask();
            runUntil(() -> query.batches() > before || query.hasAnswered(question));
        });
    }

    /** Runs batches until nothing is left to read, or the trigger has come to its end. */
    public QueryHarness<I, O> runAll() {
        return step("runAll", () -> {
            long question = query.ask();
            runUntil(() -> query.hasAnswered(question));
        });
    }

    /** As {@link #runAll}, and finishes all windows of event time: {@link io.tidewheel.streaming.Query#closeWindows}. */
    public QueryHarness<I, O> closeWindows() {
        return step("closeWindows", () -> {
            query.closeWindows();
            long question = query.ask();
            runUntil(() -> query.hasAnswered(question));
        });
    }

    /** Time goes by; batches run when they are due. */
    public QueryHarness<I, O> advance(Duration time) {
        return step("advance", () -> query.advance(time), time);
    }

    /**
     * Runs the next batch, which fails the query for good.
     *
     * @param text a part of the message
     */
    public QueryHarness<I, O> failBatch(String text) {
        return step(
                "failBatch",
                () -> {
                    long before = query.batches();
                    try {
                        long question = query.ask();
                        query.runUntil(() -> query.batches() > before || query.hasAnswered(question), this::give);
                    } catch (TidewheelException e) {
                        if (!String.valueOf(e.getMessage()).contains(text)) {
                            throw new AssertionError("the query failed with another message: " + e.getMessage(), e);
                        }
                        return;
                    }
                    throw new AssertionError("the query was to fail and has not");
                },
                text);
    }

    private void runUntil(HarnessedQuery.Condition condition) throws Exception {
        query.runUntil(condition, this::give);
    }

    private void give(int turns) {
        if (turns > MOST_FRUITLESS_TURNS) {
            throw new AssertionError("nothing has come of " + turns + " turns of the query, which is " + query.doing());
        }
    }

    /** Exactly these rows have come since the last step that expected any, in any order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final QueryHarness<I, O> expect(O... rows) {
        return step("expect", () -> RowsExpected.sameRows(Arrays.asList(rows), fresh()), rows);
    }

    /** Exactly these rows have come since the last step that expected any, in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final QueryHarness<I, O> expectInOrder(O... rows) {
        return step("expectInOrder", () -> RowsExpected.sameRowsInOrder(Arrays.asList(rows), fresh()), rows);
    }

    /** No rows have come since the last step that expected any. */
    public QueryHarness<I, O> expectNothing() {
        return step("expectNothing", () -> RowsExpected.sameRows(List.of(), fresh()));
    }

    /** Exactly these rows have come since the beginning, in any order: none is missing, none there twice. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final QueryHarness<I, O> expectAll(O... rows) {
        return step(
                "expectAll",
                () -> {
                    fresh();
                    RowsExpected.sameRows(Arrays.asList(rows), output.rows());
                },
                rows);
    }

    /** The last value of each key that has come since the beginning. */
    public QueryHarness<I, O> expectLatest(Map<?, ?> values) {
        return step(
                "expectLatest",
                () -> {
                    fresh();
                    RowsExpected.sameRows(
                            new ArrayList<>(values.entrySet()),
                            new ArrayList<>(output.latest().entrySet()));
                },
                values);
    }

    /** {@code check} is content with what the last batch did: throws otherwise. */
    public QueryHarness<I, O> expectProgress(Consumer<QueryProgress> check) {
        return step("expectProgress", () -> {
            QueryProgress progress = query.progress();
            if (progress == null) {
                throw new AssertionError("no batch was run since the query was started");
            }
            check.accept(progress);
        });
    }

    /** The query has come to its end: its trigger ends, or it was drained. */
    public QueryHarness<I, O> expectEnded() {
        return step("expectEnded", () -> {
            if (!query.hasEnded()) {
                throw new AssertionError("the query has not ended but is " + query.doing());
            }
        });
    }

    private List<O> fresh() {
        isChecked = true;
        List<O> rows = new ArrayList<>();
        for (Map.Entry<Long, List<O>> batch : output.batches().entrySet()) {
            if (batch.getKey() > checkedBatch) {
                rows.addAll(batch.getValue());
                checkedBatch = batch.getKey();
            }
        }
        return rows;
    }

    /** The power fails: the process dies, and the disk loses all that was not synced. */
    public QueryHarness<I, O> crash() {
        return step("crash", query::crash);
    }

    /** Starts the query again, after a crash, a failure or an end; one that runs is stopped. */
    public QueryHarness<I, O> restart() {
        return step("restart", query::restart);
    }

    /** Starts the query again, with so many partitions. */
    public QueryHarness<I, O> restart(int parallelism) {
        return step(
                "restart",
                () -> {
                    query.parallelism(parallelism);
                    query.restart();
                },
                parallelism);
    }

    /** Stops the query at once; a batch that has begun runs again at the next start. */
    public QueryHarness<I, O> stop() {
        return step("stop", query::stop);
    }

    /** Lets the query finish what is planned, and end. */
    public QueryHarness<I, O> drain() {
        return step("drain", query::drain);
    }

    /** The next call of this kind that the query makes of its disk fails. */
    public QueryHarness<I, O> failNext(FaultPlan.Operation operation) {
        return step(
                "failNext", () -> query.faults(FaultPlan.nth(operation, 1, Fault.failure(Moment.BEFORE))), operation);
    }

    /**
     * What happens to the calls that the query makes of its disk, from now to its next start. A crash among them ends the
     * step within which it comes.
     */
    public QueryHarness<I, O> faults(FaultPlan plan) {
        return step("faults", () -> query.faults(plan), plan);
    }

    /** Takes no more steps; nothing may have come that no step has expected, if any has expected something. */
    public void verify() {
        step("verify", () -> {
            if (isChecked) {
                RowsExpected.sameRows(List.of(), fresh());
            }
        });
        close();
    }

    /** The clock of the query, for sources, sinks and functions. */
    public ManualClock clock() {
        return query.clock();
    }

    /** The disk as the current process sees it; the checkpoint is in {@code /checkpoint}. */
    public SimulatedDisk disk() {
        return query.disk();
    }

    /** How many batches were committed since the query was started last. */
    public long batches() {
        return query.batches();
    }

    /** Where the watermark is; Long.MIN_VALUE for nowhere yet. */
    public long watermarkMillis() {
        return query.watermarkMillis();
    }

    /** All rows that have come, in the order of batches. */
    public List<O> rows() {
        return output.rows();
    }

    private interface Step {
        void take() throws Exception;
    }

    private QueryHarness<I, O> step(String name, Step step, @Nullable Object... arguments) {
        script.step(name, arguments);
        try {
            if (isClosed) {
                throw new AssertionError("the harness is closed");
            }
            step.take();
            String note = query.takeNote();
            if (!note.isEmpty()) {
                script.came(note);
            }
            return this;
        } catch (Exception | AssertionError e) {
            AssertionError shown = new AssertionError(e.getMessage() + "\n\n" + script + "\n" + situation(), e);
            close();
            throw shown;
        }
    }

    private String situation() {
        StringBuilder text = new StringBuilder(query.situation());
        output.batches().forEach((batch, rows) -> text.append("sink, batch ")
                .append(batch)
                .append(": ")
                .append(RowsExpected.shown(rows))
                .append('\n'));
        return text.append(query.explain()).toString();
    }

    /** Ends the query and its session; nothing is left of them. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            query.close();
        }
    }
}
