package io.tidewheel.checkpoint.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A batch has happened: everything it did counts from here on.
 *
 * @param watermarkMillis in force after the batch; Long.MIN_VALUE for none
 * @param eventTimes the largest event times up to and with this batch, as in {@link Planned}
 * @param deadlines the next processing time, in milliseconds since the epoch, at which an operator wants a batch
 * @param deltas what changed in the states, by operator in the order of names
 * @param sinkTokens what two-phase sinks need to finish, by name of sink
 * @param snapshots those that are new since the batch before
 * @param dropped operators whose state was given up at this start
 * @param counters exact counts since the first start, such as late rows, by name
 */
public record Committed(
        long batchId,
        long watermarkMillis,
        Map<String, Long> eventTimes,
        Map<String, Long> deadlines,
        List<StateDelta> deltas,
        Map<String, Blob> sinkTokens,
        List<SnapshotRef> snapshots,
        List<String> dropped,
        Map<String, Long> counters)
        implements JournalRecord {
    public Committed {
        eventTimes = Collections.unmodifiableMap(new TreeMap<>(eventTimes));
        deadlines = Collections.unmodifiableMap(new TreeMap<>(deadlines));
        deltas = List.copyOf(deltas);
        sinkTokens = Collections.unmodifiableMap(new TreeMap<>(sinkTokens));
        snapshots = List.copyOf(snapshots);
        dropped = List.copyOf(dropped);
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
    }

    /** The files that the batch rests on. */
    public List<FileRef> files() {
        List<FileRef> files = new ArrayList<>();
        for (StateDelta delta : deltas) {
            if (delta.content() instanceof StateDelta.InFile inFile) {
                files.add(inFile.file());
            }
        }
        snapshots.forEach(snapshot -> files.add(snapshot.file()));
        return files;
    }
}
