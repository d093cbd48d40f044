/**
 * Sources that lie in memory: lists, ranges and nothing.
 *
 * <p>May use: engine.plan, engine.cursor, engine.task. Used by: api.
 */
@NullMarked
package io.tidewheel.batch.source;

import org.jspecify.annotations.NullMarked;
