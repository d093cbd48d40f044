/** Lineage as data. Start at {@link io.tidewheel.engine.plan.PlanNode}. Pure: no threads, no I/O. */
@NullMarked
package io.tidewheel.engine.plan;

import org.jspecify.annotations.NullMarked;
