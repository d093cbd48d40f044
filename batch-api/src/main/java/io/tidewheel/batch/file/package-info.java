/**
 * Files as sources of rows, and rows saved as files. Start at {@link io.tidewheel.batch.file.TextSource} and
 * {@link io.tidewheel.batch.file.SaveJob}.
 *
 * <p>May use: engine, core. Used by: io.tidewheel.api.
 */
@NullMarked
package io.tidewheel.batch.file;

import org.jspecify.annotations.NullMarked;
