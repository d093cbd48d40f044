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
 */
@NullMarked
package io.tidewheel.streaming.testing;

import org.jspecify.annotations.NullMarked;
