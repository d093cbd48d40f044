/** Single operators, measured by JMH through the public API. {@code bin/bench jmh} runs them. */
@NullMarked
package io.tidewheel.bench.jmh;

import org.jspecify.annotations.NullMarked;
