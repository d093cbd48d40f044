package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.builtin.MemorySource;
import io.tidewheel.streaming.source.Offset;
import io.tidewheel.streaming.source.SourceContext;
import io.tidewheel.streaming.source.SourceDriver;
import io.tidewheel.streaming.source.SourceLimit;
import io.tidewheel.streaming.source.SourcePlan;
import io.tidewheel.streaming.source.Split;
import io.tidewheel.streaming.source.SplitFormat;
import io.tidewheel.streaming.source.StreamSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that come in batches cut as somebody wants them, each read by as many tasks as there are. Batches come when they
 * are let through. Used by one thread.
 */
final class CutSource<T> implements StreamSource<T> {
    private final MemorySource<T> rows;
    private final int[] ends; // of batches
    private int let; // how many batches have come
    private Runnable wake = () -> {};

    CutSource(List<T> rows, int[] ends) {
        this.rows = MemorySource.<T>create().addAll(rows);
        this.ends = ends.clone();
    }

    int batches() {
        return ends.length;
    }

    /** The number of the batch that a row is in. */
    int batchOf(int row) {
        int batch = 0;
        while (batch < ends.length - 1 && ends[batch] <= row) {
            batch++;
        }
        return batch;
    }

    /** So many batches have come. */
    void letThrough(int batches) {
        if (batches > let) {
            let = batches;
            wake.run();
        }
    }

    @Override
    public String describe() {
        return rows.describe();
    }

    @Override
    public SourceDriver<T> open(SourceContext context) {
        wake = context.wake();
        return new Driver(rows.open(context), context.parallelism());
    }

    private final class Driver implements SourceDriver<T> {
        private final SourceDriver<T> whole;
        private final int tasks;

        Driver(SourceDriver<T> whole, int tasks) {
            this.whole = whole;
            this.tasks = tasks;
        }

        @Override
        public Offset start() throws Exception {
            return whole.start();
        }

        @Override
        public SourcePlan plan(Offset from, SourceLimit limit) throws Exception {
            int begin = Integer.parseInt(from.text());
            for (int batch = 0; batch < let; batch++) {
                if (ends[batch] > begin) {
                    return plan(from, begin, ends[batch]);
                }
            }
            return SourcePlan.nothing(from);
        }

        private SourcePlan plan(Offset from, int begin, int end) throws Exception {
            List<Split> splits = new ArrayList<>();
            Offset at = from;
            int done = begin;
            for (int task = 1; task <= tasks; task++) {
                int to = begin + (int) ((long) (end - begin) * task / tasks);
                if (to > done) {
                    SourcePlan part = whole.plan(at, SourceLimit.NONE.withRows(to - done));
                    splits.addAll(part.splits());
                    at = part.to();
                    done = to;
                }
            }
            return new SourcePlan(at, splits, (long) ends[ends.length - 1] - end, -1);
        }

        @Override
        public boolean freezeEnd() throws Exception {
            return whole.freezeEnd();
        }

        @Override
        public boolean wakes() {
            return true;
        }

        @Override
        public SplitFormat<T> format() {
            return whole.format();
        }

        @Override
        public void close() throws IOException {
            whole.close();
        }
    }
}
