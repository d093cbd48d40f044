package io.tidewheel.function;

import java.io.Serializable;

/** Says whether a {@code long} stays. */
@FunctionalInterface
public interface LongFilter extends Serializable {
    boolean test(long value) throws Exception;
}
