package io.tidewheel.engine.stage;

import io.tidewheel.engine.exchange.Exchange;
import io.tidewheel.engine.task.StageId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of narrow steps between exchanges: one task for each partition.
 *
 * @param output the exchange its rows go into; null for the last stage, which ends in the action
 * @param parents the stages whose exchange it reads, ascending
 */
public record Stage(StageId id, StageBody body, @Nullable Exchange output, List<StageId> parents) {
    public Stage {
        parents = List.copyOf(parents);
    }

    public int partitions() {
        return body.partitions();
    }
}
