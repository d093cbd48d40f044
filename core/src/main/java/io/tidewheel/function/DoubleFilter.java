package io.tidewheel.function;

import java.io.Serializable;

/** Says whether a {@code double} stays. */
@FunctionalInterface
public interface DoubleFilter extends Serializable {
    boolean test(double value) throws Exception;
}
