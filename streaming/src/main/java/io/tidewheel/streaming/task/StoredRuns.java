package io.tidewheel.streaming.task;

import io.tidewheel.engine.block.BlockKey.CachedBlock;
import io.tidewheel.engine.cursor.ConcatCursor;
import io.tidewheel.engine.cursor.Cursor;
import io.tidewheel.engine.task.TaskContext;
import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that some runs of a plan have stored, to be read in this order: the panes of a window.
 *
 * @param cachedId of what was stored
 */
public record StoredRuns(long cachedId, List<Long> runs) implements Serializable {
    public StoredRuns {
        runs = List.copyOf(runs);
    }

    /**
     * Reads one partition.
     *
     * @throws TidewheelException (RESOURCE), caused by a {@link LostRunsException}, if some of it is not there
     */
    Cursor open(int partition, TaskContext context) throws Exception {
        List<Long> lost = new ArrayList<>();
        for (long run : runs) {
            try (Cursor rows = stored(run, partition, context)) {
                if (rows == null) {
                    lost.add(run);
                }
            }
        }
        if (!lost.isEmpty()) {
            throw lost(lost, partition);
        }
        context.shareRows();
        return new ConcatCursor(runs.size(), i -> {
            Cursor rows = stored(runs.get(i), partition, context);
            if (rows == null) {
                throw lost(List.of(runs.get(i)), partition);
            }
            return rows;
        });
    }

    private Cursor stored(long run, int partition, TaskContext context) throws Exception {
        return context.services().stored(new CachedBlock(cachedId, run, partition));
    }

    private TidewheelException lost(List<Long> lost, int partition) {
        return new TidewheelException(
                Kind.RESOURCE,
                "of what earlier batches have stored, " + lost.size() + " parts in partition " + partition
                        + " are gone; a query computes again what its windows need, but what it is asked for later it"
                        + " must be told to remember(..) for longer",
                new LostRunsException(cachedId, lost));
    }
}
