/**
 * Compares our programs with others, as separate JVMs that take turns. Start at {@link io.tidewheel.bench.Protocol}.
 *
 * <p>The programs themselves are in {@link io.tidewheel.bench.batch}; single operators are measured by JMH in
 * {@link io.tidewheel.bench.jmh}.
 */
@NullMarked
package io.tidewheel.bench;

import org.jspecify.annotations.NullMarked;
