/**
 * Runs plans. The seam is {@link io.tidewheel.engine.schedule.Backend}; the one built in is
 * {@link io.tidewheel.engine.schedule.LocalBackend}, threads of this JVM.
 *
 * <p>A job's life: LocalPlan (prepare, run) -> Scheduler (which task next, what to recompute) -> TaskRun (one attempt).
 *
 * <p>May use: every engine package. Used by: the batch API.
 */
@NullMarked
package io.tidewheel.engine.schedule;

import org.jspecify.annotations.NullMarked;
