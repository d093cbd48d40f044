package io.tidewheel.engine.exchange;

import io.tidewheel.engine.block.PairWriter;
import io.tidewheel.engine.block.SpillFile;
import io.tidewheel.engine.block.SpillSegment;
import io.tidewheel.engine.task.TaskContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges sorted runs; so many that reading them at once would take too many files are merged in several passes. */
final class RunMerge {
    static final int FAN_IN = 64;

    private final RowCoder coder;
    private final TaskContext context;

    RunMerge(RowCoder coder, TaskContext context) {
        this.coder = coder;
        this.context = context;
    }

    /**
     * All rows in order; they own the file.
     *
     * @param last what is in memory, which came after all runs
     */
    SortedRows merge(List<SpillSegment> runs, @Nullable SortedRows last, SpillFile file) throws Exception {
        SpillFile from = file;
        boolean opened = false;
        try {
            List<SpillSegment> left = runs;
            while (left.size() > FAN_IN) {
                SpillFile to = context.services().spill().create("merge");
                SpillFile before = from;
                from = to;
                try {
                    left = mergeOnce(left, to);
                } finally {
                    before.release();
                }
            }
            List<SortedRows> sources = open(left);
            if (last != null) {
                sources.add(last);
            }
            opened = true;
            return new OwnedRows(new MergedRows(sources, coder.ties()), from::release, -1);
        } finally {
            if (!opened) {
                from.release();
            }
        }
    }

    private List<SpillSegment> mergeOnce(List<SpillSegment> runs, SpillFile to) throws Exception {
        List<SpillSegment> merged = new ArrayList<>();
        for (int start = 0; start < runs.size(); start += FAN_IN) {
            merged.add(mergeRuns(runs.subList(start, Math.min(runs.size(), start + FAN_IN)), to));
        }
        to.finish();
        return merged;
    }

    private List<SortedRows> open(List<SpillSegment> runs) throws IOException {
        List<SortedRows> sources = new ArrayList<>();
        try {
            for (SpillSegment run : runs) {
                sources.add(new RunRows(run, coder, context.codecs()));
            }
            return sources;
        } catch (Throwable e) {
            for (SortedRows source : sources) {
                source.close();
            }
            throw e;
        }
    }

    private SpillSegment mergeRuns(List<SpillSegment> runs, SpillFile to) throws Exception {
        try (MergedRows merged = new MergedRows(open(runs), coder.ties())) {
            return to.append(out -> {
                PairWriter writer = new PairWriter(out, context.codecs());
                while (merged.next()) {
                    writer.write(merged.key, merged.value);
                }
                writer.finish();
            });
        }
    }
}
