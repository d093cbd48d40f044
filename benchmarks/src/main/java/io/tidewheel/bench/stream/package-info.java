/** Streaming programs as users would write them, timed from outside. */
@NullMarked
package io.tidewheel.bench.stream;

import org.jspecify.annotations.NullMarked;
