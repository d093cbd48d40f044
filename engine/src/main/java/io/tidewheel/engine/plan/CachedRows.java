package io.tidewheel.engine.plan;

import io.tidewheel.engine.block.StorageLevel;
import io.tidewheel.engine.task.Parameters;
import java.io.Serializable;

/**
 * Which rows a {@link CachedNode} keeps: a number unique in its session, and where they may lie.
 *
 * @param perRun each run of a prepared plan has rows of its own, named by its parameters; kept until they are forgotten
 */
public record CachedRows(long id, StorageLevel level, boolean perRun) implements Serializable {
    public CachedRows(long id, StorageLevel level) {
        this(id, level, false);
    }

    /** Which of its runs' rows are meant. */
    public long run(Parameters parameters) {
        return perRun ? parameters.run() : 0;
    }
}
