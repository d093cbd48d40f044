/**
 * What tests of queries use; no test library is needed, and any will do. A first test is three lines:
 *
 * <pre>{@code
 * QueryHarness.of(PageHits::hits)
 *         .add("/a", "/b", "/a").runBatch().expect(Pair.of("/a", 2L), Pair.of("/b", 1L))
 *         .verify();
 * }</pre>
 *
 * <p>Start at {@link io.tidewheel.streaming.testing.QueryHarness}: rows are added, batches run, time goes by, processes
 * crash and start again when the test says so. {@link io.tidewheel.streaming.testing.FakeLedgerSink} and
 * {@link io.tidewheel.streaming.testing.FakeTwoPhaseSink} are as strict as real systems. Stands above the packages it
 * tests; nothing but tests may use it.
 *
 * <p>{@link io.tidewheel.streaming.testing.BatchAndStream} runs a job as a batch and as streams, cut anywhere, and finds
 * the few rows with which they differ: {@code assertBatchEqualsStream} of tidewheel-junit.
 *
 * <p>Connectors are tested by {@link io.tidewheel.streaming.testing.SinkKit} and
 * {@link io.tidewheel.streaming.testing.SourceKit}: queries are killed at every call, and what is observed must be what
 * the connector says.
 *
 * <pre>{@code
 * record Place(MemorySink<String> sink) implements SinkPlace<String> {
 *     public List<String> plainRows() {
 *         return sink.rows();
 *     }
 * }
 *
 * SinkKit.of("MemorySink", () -> new Place(MemorySink.create()), number -> "row " + number).check(System.out);
 * // prints: MemorySink: exactly once, whole batches, 232 kills, zombies harmless
 * }</pre>
 */
@NullMarked
package io.tidewheel.streaming.testing;

import org.jspecify.annotations.NullMarked;
