package io.tidewheel.engine.operator;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Makes the value of a joined row; an absent side is null. */
@FunctionalInterface
public interface JoinFunction extends Serializable {
    @Nullable
    Object join(@Nullable Object key, @Nullable Object left, @Nullable Object right) throws Exception;
}
