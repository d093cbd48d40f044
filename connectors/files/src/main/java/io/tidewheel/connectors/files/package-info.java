/**
 * Files as a source and a sink of streams. Start at {@link io.tidewheel.connectors.files.FileSource} and
 * {@link io.tidewheel.connectors.files.FileSink}.
 */
@NullMarked
package io.tidewheel.connectors.files;

import org.jspecify.annotations.NullMarked;
