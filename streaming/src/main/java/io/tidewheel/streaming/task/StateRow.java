package io.tidewheel.streaming.task;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A key with its state after a batch, among the other rows of a {@link MapStateStep}. */
public record StateRow(@Nullable Object key, @Nullable Object state) implements Serializable {}
