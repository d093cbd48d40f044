package io.tidewheel.junit;

import io.tidewheel.api.Dataset;
import io.tidewheel.api.DoubleDataset;
import io.tidewheel.api.Flow;
import io.tidewheel.api.FlowJob;
import io.tidewheel.api.KeyedDataset;
import io.tidewheel.api.KeyedFlowJob;
import io.tidewheel.api.LongDataset;
import io.tidewheel.streaming.testing.BatchAndStream;
import io.tidewheel.streaming.testing.SessionFlowJob;
import io.tidewheel.streaming.testing.SessionKeyedFlowJob;
import io.tidewheel.streaming.testing.StreamRuns;
import java.util.Collection;

/**
 * What a dataset holds, as AssertJ assertions, and whether a job means the same as a batch and as a stream. May be
 * imported statically beside {@code org.assertj.core.api.Assertions}: the overloads of both are found. Every assertion
 * runs jobs; a failure shows the rows that differ and the plan.
 */
public final class Assertions {
    private Assertions() {}

    public static <T> DatasetAssert<T> assertThat(Dataset<T> actual) {
        return new DatasetAssert<>(actual);
    }

    public static <K, V> KeyedDatasetAssert<K, V> assertThat(KeyedDataset<K, V> actual) {
        return new KeyedDatasetAssert<>(actual);
    }

    public static DatasetAssert<Long> assertThat(LongDataset actual) {
        return new DatasetAssert<>(actual.boxed());
    }

    public static DatasetAssert<Double> assertThat(DoubleDataset actual) {
        return new DatasetAssert<>(actual.boxed());
    }

    /**
     * The job gives the same as one batch and as a stream, wherever that is cut into micro-batches, in how many
     * partitions, and whatever crashes: all that {@link BatchAndStream} tries. A failure shows a small input and where it
     * was cut.
     *
     * <pre>{@code
     * assertBatchEqualsStream(PageHits::hits, lines);
     * }</pre>
     *
     * @param job a method reference, or a lambda whose parameter has its type: {@code (Flow<String> log) -> ..}
     * @param input a few hundred rows are plenty, those that make a difference among them: the same key in many rows, and
     *     times out of order, by no more than the job allows
     */
    @SuppressWarnings("overloads") // told apart by what the method returns, as method references do
    public static <I, R> void assertBatchEqualsStream(FlowJob<Flow<I>, R> job, Collection<? extends I> input) {
        assertBatchEqualsStream(job, input, StreamRuns.DEFAULT);
    }

    /** @param runs in which ways the job runs as a stream */
    @SuppressWarnings("overloads") // told apart by what the method returns, as method references do
    public static <I, R> void assertBatchEqualsStream(
            FlowJob<Flow<I>, R> job, Collection<? extends I> input, StreamRuns runs) {
        QuietLog.hush();
        BatchAndStream.of(job, input).check(runs);
    }

    /** As the first of this name. */
    @SuppressWarnings("overloads") // told apart by what the method returns, as method references do
    public static <I, K, V> void assertBatchEqualsStream(
            KeyedFlowJob<Flow<I>, K, V> job, Collection<? extends I> input) {
        assertBatchEqualsStream(job, input, StreamRuns.DEFAULT);
    }

    /** @param runs in which ways the job runs as a stream */
    @SuppressWarnings("overloads") // told apart by what the method returns, as method references do
    public static <I, K, V> void assertBatchEqualsStream(
            KeyedFlowJob<Flow<I>, K, V> job, Collection<? extends I> input, StreamRuns runs) {
        QuietLog.hush();
        BatchAndStream.of(job, input).check(runs);
    }

    /** As the first of this name, for a job that needs the session, such as one that joins with a dataset. */
    @SuppressWarnings("overloads") // told apart by what the method returns, as method references do
    public static <I, R> void assertBatchEqualsStream(SessionFlowJob<I, R> job, Collection<? extends I> input) {
        assertBatchEqualsStream(job, input, StreamRuns.DEFAULT);
    }

    /** @param runs in which ways the job runs as a stream */
    @SuppressWarnings("overloads") // told apart by what the method returns, as method references do
    public static <I, R> void assertBatchEqualsStream(
            SessionFlowJob<I, R> job, Collection<? extends I> input, StreamRuns runs) {
        QuietLog.hush();
        BatchAndStream.of(job, input).check(runs);
    }

    /** As the first of this name, for a job that needs the session, such as one that joins with a dataset. */
    @SuppressWarnings("overloads") // told apart by what the method returns, as method references do
    public static <I, K, V> void assertBatchEqualsStream(
            SessionKeyedFlowJob<I, K, V> job, Collection<? extends I> input) {
        assertBatchEqualsStream(job, input, StreamRuns.DEFAULT);
    }

    /** @param runs in which ways the job runs as a stream */
    @SuppressWarnings("overloads") // told apart by what the method returns, as method references do
    public static <I, K, V> void assertBatchEqualsStream(
            SessionKeyedFlowJob<I, K, V> job, Collection<? extends I> input, StreamRuns runs) {
        QuietLog.hush();
        BatchAndStream.of(job, input).check(runs);
    }
}
