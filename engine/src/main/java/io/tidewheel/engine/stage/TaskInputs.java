package io.tidewheel.engine.stage;

import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.exchange.ExchangeInput;
import io.tidewheel.engine.plan.CachedRows;
import io.tidewheel.engine.task.TaskContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task reads besides its sources: a backend's way to exchange outputs and stored rows. Used by one task. */
public interface TaskInputs {
    /** The outputs of stage {@code producer} for one reduce partition, by map partition; empty ones left out. */
    List<ExchangeInput> outputs(int producer, int reducePartition) throws Exception;

    /** Whether the rows of a cached partition are stored; they may be gone when they are asked for. */
    boolean isStored(CachedRows rows, int partition);

    /** The stored rows of a cached partition; null if they are not there. */
    @Nullable
    Cursor stored(CachedRows rows, int partition) throws Exception;

    /** Stores the rows of a cached partition, all or nothing, and gives them back to read. Owns {@code computed}. */
    Cursor store(CachedRows rows, int partition, Cursor computed, TaskContext context) throws Exception;
}
