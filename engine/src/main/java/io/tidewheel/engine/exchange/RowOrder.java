package io.tidewheel.engine.exchange;

import java.io.Serializable;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A serialisable order. Where it can, it gives a prefix: a long whose signed order agrees with the order of the rows,
 * so that sorts compare numbers and look at the objects on ties only.
 */
public interface RowOrder extends Comparator<@Nullable Object>, Serializable {
    /** True if rows like this one have a prefix; asked once per run of rows of one class. */
    default boolean hasPrefix(@Nullable Object sample) {
        return false;
    }

    default long prefix(@Nullable Object row) {
        throw new UnsupportedOperationException("no prefix");
    }
}
