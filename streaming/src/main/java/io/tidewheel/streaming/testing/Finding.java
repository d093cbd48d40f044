package io.tidewheel.streaming.testing;

import io.tidewheel.streaming.testing.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An input and a way to run a job with which it differs from its batch. */
record Finding<I>(List<I> rows, Way way, Difference difference) {
    /** Null if it does not differ. */
    static <I> @Nullable Finding<I> of(JobRuns<I> jobs, List<I> rows, Way way) {
        Difference difference = Difference.between(jobs.asBatch(rows, 1), way.run(jobs, rows));
        return difference == null ? null : new Finding<>(rows, way, difference);
    }

    /** Makes a finding smaller while it stays of its kind, for a limited number of tries. Used by one thread. */
    static final class Shrinking<I> {
        private static final int MOST_TRIES = 400;

        private final JobRuns<I> jobs;
        private final Kind kind;
        private Finding<I> smallest;
        private int tries;
        private int found; // smaller ones

        Shrinking(JobRuns<I> jobs, Finding<I> first) {
            this.jobs = jobs;
            this.kind = first.difference.kind();
            this.smallest = first;
        }

        Finding<I> run() {
            int before;
            do {
                before = found;
                simplify();
                dropRows();
            } while (found > before);
            return smallest;
        }

        private void simplify() {
            boolean simpler = true;
            while (simpler) {
                simpler = smallest.way.simpler().stream().anyMatch(way -> holds(smallest.rows, way));
            }
        }

        private void dropRows() {
            for (int size = (smallest.rows.size() + 1) / 2; size >= 1; size /= 2) {
                int from = 0;
                while (from < smallest.rows.size()) {
                    int to = Math.min(from + size, smallest.rows.size());
                    List<I> fewer = new ArrayList<>(smallest.rows.subList(0, from));
                    fewer.addAll(smallest.rows.subList(to, smallest.rows.size()));
                    if (fewer.isEmpty() || !holds(fewer, smallest.way.without(from, to))) {
                        from = to;
                    }
                }
            }
        }

        /** True if this is one of the same kind; then it is the smallest. */
        private boolean holds(List<I> rows, Way way) {
            if (tries++ >= MOST_TRIES) {
                return false;
            }
            Finding<I> other = Finding.of(jobs, rows, way);
            boolean same = other != null && other.difference.kind() == kind;
            if (same) {
                smallest = other;
                found++;
            }
            return same;
        }
    }
}
