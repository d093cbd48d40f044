package io.tidewheel.engine.plan;

import io.tidewheel.engine.block.StorageLevel;
import java.io.Serializable;

/** Which rows a {@link CachedNode} keeps: a number unique in its session, and where they may lie. */
public record CachedRows(long id, StorageLevel level) implements Serializable {}
