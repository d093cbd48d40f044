/** How values become bytes, are copied, sized and hashed. Start at {@link io.tidewheel.codec.Codecs}. */
@NullMarked
package io.tidewheel.codec;

import org.jspecify.annotations.NullMarked;
