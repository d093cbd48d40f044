/**
 * What jobs do with each partition at the end of a plan, and what becomes of the partitions' results.
 *
 * <p>May use: function, codec, engine.plan, engine.cursor, engine.task. Used by: api.
 */
@NullMarked
package io.tidewheel.batch.action;

import org.jspecify.annotations.NullMarked;
