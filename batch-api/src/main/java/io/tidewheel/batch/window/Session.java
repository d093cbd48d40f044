package io.tidewheel.batch.window;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A session so far: the span {@code [start, end)} with what its rows have come to. */
public record Session(
        long startMillis, long endMillis, @Nullable Object accumulator) implements Serializable {}
