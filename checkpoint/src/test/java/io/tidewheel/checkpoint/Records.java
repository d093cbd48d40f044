package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.Blob;
import io.tidewheel.checkpoint.journal.Committed;
import io.tidewheel.checkpoint.journal.Planned;
import io.tidewheel.checkpoint.journal.PlannedInput;
import io.tidewheel.checkpoint.journal.PlannedSplit;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import io.tidewheel.checkpoint.journal.Started;
import io.tidewheel.checkpoint.journal.StateDelta;
import io.tidewheel.checkpoint.state.KeyGroups;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records of a query "hits" that reads ten rows a batch from "clicks". */
final class Records {
    static final Started STARTED =
            new Started("q-1", "hits", 1_000, 128, KeyGroups.HASH, Map.of("clicks", "0"), Map.of("interval", "none"));

    private Records() {}

    static Planned planned(long batchId) {
        return new Planned(
                batchId,
                10_000 + batchId,
                "plan-1",
                4,
                batchId * 31,
                Long.MIN_VALUE,
                Map.of("clicks/0", batchId),
                Set.of("clicks/1"),
                Map.of("clicks", input(batchId)));
    }

    private static PlannedInput input(long batchId) {
        return new PlannedInput(
                Long.toString(batchId * 10),
                Long.toString(batchId * 10 + 10),
                List.of(new PlannedSplit("0", blob("rows of " + batchId), 0)));
    }

    static Committed committed(long batchId, StateDelta... deltas) {
        return committed(batchId, List.of(deltas), List.of());
    }

    static Committed committed(long batchId, List<StateDelta> deltas, List<SnapshotRef> snapshots) {
        return new Committed(
                batchId,
                5_000 + batchId,
                Map.of("clicks/0", batchId + 1),
                Map.of("hits", 99L),
                deltas,
                Map.of("out", blob("token " + batchId)),
                snapshots,
                List.of(),
                Map.of("late", batchId));
    }

    static StateDelta inline(String operator, String changes) {
        return new StateDelta(operator, 1, new StateDelta.Inline(blob(changes)));
    }

    static Blob blob(String text) {
        return Blob.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
