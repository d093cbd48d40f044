package io.tidewheel.streaming.testing;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.Flow;
import io.tidewheel.api.FlowJob;
import io.tidewheel.api.KeyedFlow;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.api.Tidewheel;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import io.tidewheel.streaming.DStream;
import io.tidewheel.streaming.builtin.MemorySink;
import io.tidewheel.streaming.testing.Way.AsBatch;
import io.tidewheel.streaming.testing.Way.AsStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Says whether a job means the same as a batch and as a stream: runs it over an input as one batch, and as streams that
 * are cut into micro-batches in many ways, with crashes and changes of parallelism. One task runs at a time, on a clock
 * that stands still and over a disk in memory: nothing sleeps, and no port is opened.
 *
 * <p>Two runs agree when rows are the same, each as often, in whatever order; of what {@code aggregate} gives, when the
 * last value of each key is. At the end of the input all windows close. Rows are equal by {@code equals}, arrays by their
 * elements. Sessions are strict: each task has its own copy of the functions.
 *
 * <p>For tests: {@code assertBatchEqualsStream} of tidewheel-junit is this. Works in any test framework. Used by one
 * thread.
 *
 * @param <I> the rows of the input
 */
public final class BatchAndStream<I> {
    private static final int SEVERAL = 3; // partitions of a batch

    private final JobRuns.Job<I> job;
    private final List<I> rows;

    private BatchAndStream(JobRuns.Job<I> job, Collection<? extends I> rows) {
        if (rows.isEmpty()) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "a job was to be compared as batch and stream over no rows, which shows nothing; give it some");
        }
        this.job = job;
        this.rows = Collections.unmodifiableList(new ArrayList<>(rows));
    }

    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public static <I, R> BatchAndStream<I> of(FlowJob<Flow<I>, R> job, Collection<? extends I> rows) {
        return of((Tidewheel session, Flow<I> input) -> job.apply(input), rows);
    }

    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public static <I, K, V> BatchAndStream<I> of(KeyedFlowJob<Flow<I>, K, V> job, Collection<? extends I> rows) {
        return of((Tidewheel session, Flow<I> input) -> job.apply(input), rows);
    }

    /** Of a job that needs a session. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public static <I, R> BatchAndStream<I> of(SessionFlowJob<I, R> job, Collection<? extends I> rows) {
        return new BatchAndStream<>(new ToRows<>(job), rows);
    }

    /** Of a job that needs a session. */
    @SuppressWarnings("overloads") // the two are told apart by what the method returns, as method references do
    public static <I, K, V> BatchAndStream<I> of(SessionKeyedFlowJob<I, K, V> job, Collection<? extends I> rows) {
        return new BatchAndStream<>(new ToPairs<>(job), rows);
    }

    private record ToRows<I, R>(SessionFlowJob<I, R> job) implements JobRuns.Job<I> {
        private Flow<R> applied(Tidewheel session, Flow<I> input) {
            return job.apply(session, input);
        }

        @Override
        public List<?> collect(Tidewheel session, Dataset<I> input) {
            return input.via((Flow<I> flow) -> applied(session, flow)).collect();
        }

        @Override
        public void describe(Tidewheel session, DStream<I> input, MemorySink<Object> output) {
            input.via((Flow<I> flow) -> applied(session, flow)).to("out", output);
        }
    }

    private record ToPairs<I, K, V>(SessionKeyedFlowJob<I, K, V> job) implements JobRuns.Job<I> {
        private KeyedFlow<K, V> applied(Tidewheel session, Flow<I> input) {
            return job.apply(session, input);
        }

        @Override
        public List<?> collect(Tidewheel session, Dataset<I> input) {
            return input.via((Flow<I> flow) -> applied(session, flow)).collect();
        }

        @Override
        public void describe(Tidewheel session, DStream<I> input, MemorySink<Object> output) {
            input.via((Flow<I> flow) -> applied(session, flow)).to("out", output);
        }
    }

    /**
     * Runs the job in all these ways.
     *
     * @throws AssertionError if one differs from the batch: with a small input for which it does, where that was cut, the
     *     rows that differ and how to run it again
     */
    public void check(StreamRuns runs) {
        try (JobRuns<I> jobs = new JobRuns<>(job, new RunSessions(runs.session()))) {
            List<Way> ways = ways(runs);
            Outcome batch = jobs.asBatch(rows, 1);
            for (Way way : ways) {
                Difference difference = Difference.between(batch, way.run(jobs, rows));
                if (difference != null) {
                    Finding<I> first = new Finding<>(rows, way, difference);
                    Finding<I> smallest =
                            difference.isOfDescription() ? first : new Finding.Shrinking<>(jobs, first).run();
                    throw new FindingReport<>(first, smallest, runs.seed()).error();
                }
            }
        }
    }

    private List<Way> ways(StreamRuns runs) {
        List<Way> ways = new ArrayList<>(List.of(new AsBatch(1)));
        runs.of(rows.size()).forEach(run -> ways.add(new AsStream(run)));
        ways.add(new AsBatch(SEVERAL));
        return ways;
    }
}
