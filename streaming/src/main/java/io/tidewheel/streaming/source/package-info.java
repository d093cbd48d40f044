/**
 * What a source of streams is, for those who write one. Start at {@link io.tidewheel.streaming.source.StreamSource}; its
 * {@link io.tidewheel.streaming.source.SourceDriver} plans ranges on the driver, its
 * {@link io.tidewheel.streaming.source.SplitReader} reads them in tasks.
 */
@NullMarked
package io.tidewheel.streaming.source;

import org.jspecify.annotations.NullMarked;
