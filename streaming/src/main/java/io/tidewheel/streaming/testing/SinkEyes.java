package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.testing.SinkJournal.Planned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what readers of a sink find with what they may and must find. Of one trial; used by one thread. */
final class SinkEyes<T> {
    private final KitFindings findings;
    private final Map<T, Planned> known = new HashMap<>(); // whose rows they are
    private final Map<Planned, Integer> sizes = new HashMap<>();
    private final Set<Planned> allowed = new HashSet<>();
    private final Set<Planned> settled = new HashSet<>();

    SinkEyes(KitFindings findings) {
        this.findings = findings;
    }

    /** The rows of a batch, before the sink gets them. */
    void batch(Planned batch, List<T> rows) {
        rows.forEach(row -> known.put(row, batch));
        sizes.put(batch, rows.size());
    }

    /** From now on the batch may be seen. */
    void allow(Planned batch) {
        allowed.add(batch);
    }

    /** From now on the batch must be seen. */
    void settle(Planned batch) {
        allowed.add(batch);
        settled.add(batch);
    }

    /** @param complete all that is settled must be there */
    void look(String reader, List<T> rows, boolean complete) {
        Set<T> once = new HashSet<>();
        Map<Planned, Integer> counts = new HashMap<>();
        for (T row : rows) {
            Planned batch = known.get(row);
            if (batch == null) {
                findings.add(Defect.STRANGE, reader + " find " + row + ", which nobody wrote");
            } else if (once.add(row)) {
                counts.merge(batch, 1, Integer::sum);
            } else {
                findings.add(Defect.DOUBLED, reader + " find " + row + " of " + batch + " again");
            }
        }
        counts.forEach((batch, count) -> {
            if (!allowed.contains(batch)) {
                findings.add(Defect.EARLY, reader + " find " + batch + ", which is not committed");
            }
            if (count < sizes.getOrDefault(batch, 0)) {
                findings.add(Defect.PARTS, reader + " find " + count + " of " + sizes.get(batch) + " rows of " + batch);
            }
        });
        if (complete) {
            for (Planned batch : settled) {
                int missing = sizes.getOrDefault(batch, 0) - counts.getOrDefault(batch, 0);
                if (missing > 0) {
                    findings.add(Defect.LOST, reader + " miss " + missing + " rows of " + batch);
                }
            }
        }
    }
}
