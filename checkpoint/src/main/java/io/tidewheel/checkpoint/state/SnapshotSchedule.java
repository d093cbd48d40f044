package io.tidewheel.checkpoint.state;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Says which groups of one operator need a snapshot next, and when. Used by one thread. */
final class SnapshotSchedule {
    /*
     * Ranges of groups follow each other, round and round, and each is due when the oldest snapshot lacks too much. After
     * one was taken, the next oldest is assumed to lack less by the share of groups that it had: so snapshots are spread
     * evenly over time, without a record of what each group lacks.
     *
     * A range is a power of two of groups, at a multiple of its length: ranges of different lengths lie in each other or
     * are apart, so that a new snapshot replaces old ones whole.
     */
    private static final int LEAST_RANGES = 8;
    private static final long RANGE_BYTES = 16L << 20;

    private final SnapshotOptions options;
    private final int keyGroups;
    private int nextGroup;
    private double lackedBytes;
    private double lackedBatches;

    /** A range of groups, its end exclusive. */
    record Range(int first, int end) {}

    SnapshotSchedule(SnapshotOptions options, int keyGroups, int nextGroup, long lackedBatches, long lackedBytes) {
        this.options = options;
        this.keyGroups = keyGroups;
        this.nextGroup = nextGroup;
        this.lackedBatches = lackedBatches;
        this.lackedBytes = lackedBytes;
    }

    /** A batch has changed something. */
    void changed(long bytes) {
        lackedBatches++;
        lackedBytes += bytes;
    }

    /**
     * The range that is due now; from now on it counts as taken.
     *
     * @param bytes how large the state is; asked for only if needed
     */
    @Nullable
    Range take(LongSupplier bytes) {
        if (lackedBytes < options.leastChangedBytes() && lackedBatches < options.mostBatches()) {
            return null;
        }
        long stateBytes = bytes.getAsLong();
        double mostBytes = Math.max((double) options.leastChangedBytes(), stateBytes * options.changedShare());
        if (lackedBytes < mostBytes && lackedBatches < options.mostBatches()) {
            return null;
        }
        int length = length(stateBytes);
        int first = nextGroup - nextGroup % length;
        int end = Math.min(keyGroups, first + length);
        double share = (end - first) / (double) keyGroups;
        lackedBytes = Math.max(0, lackedBytes - share * mostBytes);
        lackedBatches = Math.max(0, lackedBatches - share * options.mostBatches());
        nextGroup = end == keyGroups ? 0 : end;
        return new Range(first, end);
    }

    private int length(long stateBytes) {
        long ranges = Math.max(LEAST_RANGES, stateBytes / RANGE_BYTES);
        return Math.max(1, Integer.highestOneBit((int) (keyGroups / Math.min(ranges, keyGroups))));
    }
}
