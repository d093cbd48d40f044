/**
 * Jobs as a user would write them, each with a {@code main} that prints its times: lambdas, boxed values, keyed
 * operations; nothing that knows it is measured. {@link io.tidewheel.bench.Protocol} runs them.
 */
@NullMarked
package io.tidewheel.bench.batch;

import org.jspecify.annotations.NullMarked;
