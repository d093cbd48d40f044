/** The job that {@code tidewheel demo} runs: start at {@link io.tidewheel.launcher.demo.Demo}. */
@NullMarked
package io.tidewheel.launcher.demo;

import org.jspecify.annotations.NullMarked;
