package io.tidewheel.streaming;

import io.tidewheel.checkpoint.Checkpoint;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.streaming.task.Grid;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run consists of once its query was restored. Whoever has it closes it.
 *
 * @param queryId the same in every run
 * @param runId of this run
 * @param grid of its batches' times; null if they may begin at any time
 * @param open a batch that was planned and has not happened; null if there is none
 * @param fresh the steps with state of which the checkpoint has nothing
 * @param dropped the states that the first commit gives up
 */
record RunParts(
        String queryId,
        String runId,
        Checkpoint checkpoint,
        States states,
        Inputs inputs,
        Outputs outputs,
        Position position,
        @Nullable Grid grid,
        @Nullable Planned open,
        List<String> fresh,
        List<String> dropped)
        implements Closeable {
    @Override
    public void close() throws IOException {
        Closing.all(List.<Closeable>of(inputs, outputs, states::close, checkpoint::close));
    }
}
