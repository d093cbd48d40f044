/**
 * Steps and zippers over keyed rows: combine, group, cogroup, join, sort within a partition. Immutable, to be put into
 * plans. Start at {@link io.tidewheel.engine.operator.KeyedOperators}.
 *
 * <p>May use: plan, exchange, task, memory, cursor, block. Used by: APIs that build plans.
 */
@NullMarked
package io.tidewheel.engine.operator;

import org.jspecify.annotations.NullMarked;
