/** The plan of a job as data: what shall be computed, before any thread runs. */
@NullMarked
package io.tidewheel.engine.plan;

import org.jspecify.annotations.NullMarked;
