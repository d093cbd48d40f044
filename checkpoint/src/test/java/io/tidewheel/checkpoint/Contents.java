package io.tidewheel.checkpoint;

import io.tidewheel.checkpoint.journal.History;
import io.tidewheel.checkpoint.journal.SnapshotRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Everything that a checkpoint tells whoever opens it, as lines. */
final class Contents {
    private Contents() {}

    static List<String> of(Checkpoint checkpoint) throws IOException {
        History history = checkpoint.history();
        List<String> lines = new ArrayList<>();
        lines.add("started " + history.started());
        lines.add("last planned " + history.lastPlanned());
        lines.add("last committed " + history.lastCommitted());
        lines.add("open " + history.open());
        lines.add("prepared " + history.prepared());
        lines.add("low water " + history.lowWater());
        for (String operator : history.operators()) {
            for (SnapshotRef snapshot : history.snapshots(operator)) {
                try (InputStream in = checkpoint.read(snapshot.file())) {
                    lines.add(snapshot + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            lines.addAll(changes(history, operator, covered(history, operator)));
        }
        return lines;
    }

    /** The last batch that is in snapshots of all of the 128 groups; what it changed may be purged. */
    private static long covered(History history, String operator) {
        long[] groups = new long[128];
        Arrays.fill(groups, -1);
        for (SnapshotRef snapshot : history.snapshots(operator)) {
            Arrays.fill(groups, snapshot.firstKeyGroup(), snapshot.endKeyGroup(), snapshot.batchId());
        }
        return Arrays.stream(groups).min().orElse(-1);
    }

    static List<String> changes(History history, String operator, long after) throws IOException {
        List<String> lines = new ArrayList<>();
        history.replay(
                operator,
                after,
                (batchId, changes) -> lines.add(
                        operator + " " + batchId + " " + new String(changes.bytes(), StandardCharsets.UTF_8)));
        return lines;
    }
}
