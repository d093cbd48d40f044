/**
 * The narrow operations of datasets as steps of a plan. Start at {@link io.tidewheel.batch.step.RowSteps}; the sinks in
 * it are templates: each chain gets classes of its own from them.
 *
 * <p>May use: function, engine.plan, engine.cursor, engine.task. Used by: api.
 */
@NullMarked
package io.tidewheel.batch.step;

import org.jspecify.annotations.NullMarked;
