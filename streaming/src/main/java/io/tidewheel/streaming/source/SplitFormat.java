package io.tidewheel.streaming.source;

import java.io.Serializable;

/** Opens readers in tasks, wherever they run. Immutable and serialisable. */
public interface SplitFormat<T> extends Serializable {
    /** Opens a split. Called by a task for each of its splits, one after the other; the task closes what it gets. */
    SplitReader<T> open(Split split) throws Exception;
}
