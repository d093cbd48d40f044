/**
 * Which windows rows fall into: {@link io.tidewheel.batch.window.GridWindows} by arithmetic, {@link
 * io.tidewheel.batch.window.SessionWindows} by what else there is. Used by batches and streams alike; knows neither.
 */
@NullMarked
package io.tidewheel.batch.window;

import org.jspecify.annotations.NullMarked;
